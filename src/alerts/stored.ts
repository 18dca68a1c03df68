/** The document of objectives in the settings of a data source: read, and written with the person's own rights. */
import { type DataSourceSettings } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import {
  type ObjectivesDocument,
  ObjectivesError,
  parseObjectives,
  plainObjectives,
  readObjectives,
} from '../objectives';
import { printYaml } from '../rules/yaml';
import { type BasetenOptions } from '../types';

export type Settings = DataSourceSettings<BasetenOptions> & { accessControl?: Record<string, boolean> };

export interface Stored {
  document: ObjectivesDocument;
  /** False where the settings say nothing of objectives, so that the defaults hold. */
  isStored: boolean;
  /** Keys that nobody reads. */
  notices: string[];
  /** What is wrong with the document that the settings hold; the defaults stand in. */
  problem?: string;
}

/** What the settings hold, which a file or another version may have written in any form. Never throws. */
export function readStored(raw: unknown): Stored {
  const nothing = readObjectives({ version: 1 });
  if (raw === undefined || raw === null || raw === '') {
    return { ...nothing, isStored: false };
  }
  try {
    return { ...(typeof raw === 'string' ? parseObjectives(raw) : readObjectives(raw)), isStored: true };
  } catch (error) {
    if (error instanceof ObjectivesError) {
      return { ...nothing, isStored: true, problem: error.message };
    }
    throw error;
  }
}

const address = (uid: string) => `/api/datasources/uid/${encodeURIComponent(uid)}`;
const quietly = { showErrorAlert: false, showSuccessAlert: false };

export async function fetchSettings(uid: string): Promise<Settings> {
  const url = `${address(uid)}?accesscontrol=true`;
  return (await lastValueFrom(getBackendSrv().fetch<Settings>({ url, method: 'GET', ...quietly }))).data;
}

/** Whether this person may write them; where Grafana says nothing, its answer to the attempt tells. */
export function isWritable({ readOnly, accessControl }: Settings): boolean {
  return !readOnly && accessControl?.['datasources:write'] !== false;
}

/** Somebody else has saved the settings since they were read. */
export class ChangedMeanwhile extends Error {}

/**
 * Writes the document into the settings as they are now. Everything else in them stays: secrets that aren't sent are kept.
 * @param seen the settings that the person has looked at
 * @throws a {@link ChangedMeanwhile} where the objectives in them are others now, or Grafana's own error
 */
export async function saveObjectives(seen: Settings, document: ObjectivesDocument): Promise<Settings> {
  const now = await fetchSettings(seen.uid);
  if (JSON.stringify(now.jsonData.objectives) !== JSON.stringify(seen.jsonData.objectives)) {
    throw new ChangedMeanwhile();
  }
  const { accessControl, ...settings } = now;
  // Grafana compares the version once more, and refuses with 409 what came in between.
  const data = { ...settings, jsonData: { ...settings.jsonData, objectives: plainObjectives(document) } };
  await lastValueFrom(getBackendSrv().fetch({ url: address(seen.uid), method: 'PUT', data, ...quietly }));
  return fetchSettings(seen.uid);
}

/** The document as the generator of the rules takes it. */
export function asYaml(document: ObjectivesDocument): string {
  return printYaml(plainObjectives(document));
}

/** The same in a file that provisions the data source: there Grafana fills in what follows a `$`. */
export function asProvisioning(document: ObjectivesDocument, name: string): string {
  const escaped: unknown = JSON.parse(
    JSON.stringify(plainObjectives(document), (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('$', '$$$$') : value
    )
  );
  return printYaml({
    apiVersion: 1,
    datasources: [{ name: name.replaceAll('$', '$$$$'), jsonData: { objectives: escaped } }],
  });
}
