/** GPU and capacity: is what we run used, and is it enough. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { FLEET, lines, list, number } from '../panels';
import { PINNED } from '../../src/rules/pinned';
import { settingVariables, withSettings } from './settings';

const ONE = { filters: FLEET, groupBy: [] };
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };

/** Three tiles in a line. */
const THIRD = { span: 8 };

export function capacity() {
  const dashboard = board(
    {
      uid: 'baseten-capacity',
      title: 'Baseten / GPU and capacity',
      description: 'Is what we run used, and is it enough.',
      variables: settingVariables(),
    },
    'fleet',
    'now-24h'
  )
    .withRow(new RowBuilder('Is what we run used?'))
    .withPanel(
      number(
        { title: 'GPUs in use', description: 'GPUs that report now.' },
        { metric: 'gpus_in_use', ...ONE },
        { ...THIRD, decimals: 0, noValue: 'none' }
      )
    )
    .withPanel(
      number(
        {
          title: 'Idle GPUs',
          description:
            'GPUs that stayed below 5% for 30 minutes. Never coloured: a minimum of replicas keeps some idle on purpose, on calm days too.',
        },
        { metric: 'idle_gpus', ...ONE },
        { ...THIRD, decimals: 0, noValue: 'none' }
      )
    )
    .withPanel(
      number(
        {
          title: 'GPU hours, range',
          description: 'Reporting GPUs, minute by minute. What was in use, not the invoice.',
        },
        { metric: 'gpu_hours', queryType: 'instant', ...ONE },
        { ...THIRD, decimals: 1, noValue: 'none' }
      )
    )
    .withPanel(
      number(
        { title: 'GPU utilization', description: 'Average over all GPUs. 100% is healthy under load.' },
        { metric: 'baseten_gpu_utilization', ...ONE },
        { ...THIRD, decimals: 0 }
      )
    )
    .withPanel(
      number(
        { title: 'Active replicas', description: 'Replicas ready to serve.' },
        { metric: 'baseten_replicas_active', ...ONE },
        { ...THIRD, decimals: 0 }
      )
    )
    .withPanel(
      number(
        { title: 'Stuck starting', description: 'Starting for 20 minutes while none got ready. Normal is 0.' },
        { metric: 'stuck_starting', ...ONE },
        { ...THIRD, alarm: 1, decimals: 0 }
      )
    )
    .withRow(new RowBuilder('Where does it go?'))
    .withPanel(
      lines({ title: 'GPUs by model', description: 'GPUs that report.' }, [{ metric: 'gpus_in_use', ...BY_MODEL }], {
        decimals: 0,
        stacked: true,
      })
    )
    .withPanel(
      lines(
        { title: 'Idle GPUs by model', description: 'Below 5% for 30 minutes.' },
        [{ metric: 'idle_gpus', ...BY_MODEL }],
        { decimals: 0, stacked: true }
      )
    )
    .withPanel(
      lines(
        { title: 'GPU utilization by model', description: 'Average over the GPUs of a model, not over its replicas.' },
        [{ metric: 'baseten_gpu_utilization', ...BY_MODEL }],
        { decimals: 0, thin: true }
      )
    )
    .withPanel(
      lines(
        {
          title: 'GPU memory by model',
          description: 'Sum over its GPUs. Serving engines allocate most of it on purpose.',
        },
        [{ metric: 'baseten_gpu_memory_used', ...BY_MODEL }],
        { stacked: true }
      )
    )
    .withRow(new RowBuilder('Is it enough?'))
    .withPanel(
      lines(
        {
          pinned: PINNED.loadByModel,
          title: 'Concurrency per replica by model',
          description: 'Compare with the concurrency target of the model’s autoscaling.',
        },
        [{ metric: 'concurrency_per_replica', ...BY_MODEL }],
        // Down to one request in a hundred samples.
        { decimals: 2, log: true }
      )
    )
    .withPanel(
      lines({ title: 'Requests per second and replica by model', description: 'What one replica gets done.' }, [
        { metric: 'requests_per_replica', ...BY_MODEL },
      ])
    )
    .withPanel(
      lines(
        {
          title: 'Replicas by model, active and starting',
          description: 'What was asked for: a step that stays in "starting" is missing capacity or a failing start.',
        },
        [{ metric: 'replicas_total', ...BY_MODEL }],
        { decimals: 0, stacked: true }
      )
    )
    .withPanel(
      lines(
        { title: 'CPU cores by model', description: 'Cores in use, all replicas together.' },
        [{ metric: 'baseten_container_cpu_usage_seconds_total', ...BY_MODEL }],
        { stacked: true }
      )
    )
    .withPanel(
      lines(
        { title: 'Memory by model', description: 'Working set, all replicas together.' },
        [{ metric: 'baseten_container_cpu_memory_working_set_bytes', ...BY_MODEL }],
        { stacked: true }
      )
    )
    .withPanel(
      list(
        { title: 'GPU hours of this range by model', description: 'What was in use, not the invoice.' },
        [{ metric: 'gpu_hours', filters: FLEET, groupBy: ['model_name', 'environment'] }],
        'GPU hours',
        { decimals: 1 }
      )
    );
  return withSettings(dashboard);
}
