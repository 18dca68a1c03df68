package semantics

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/promqltest"
)

// scaled is what the autoscaler that Baseten documents holds, minute by minute: up at once, down by half of what is too
// much when less was enough for all of the delay, whereupon the delay begins anew.
func scaled(load []float64, target, utilization float64, least, most, delay int) []int {
	held := make([]int, len(load))
	n, below := least, 0
	for i, inFlight := range load {
		need := min(max(int(math.Ceil(inFlight/target/utilization-1e-9)), least), most)
		switch {
		case need >= n:
			n, below = need, 0
		case below == delay-1:
			// The last sample that needed them is as old as the delay.
			n -= (n - need + 1) / 2
			below = 0
		default:
			below++
		}
		held[i] = n
	}
	return held
}

// loads are days of requests in flight, a sample a minute, each with a shape of its own.
func loads() map[string][]float64 {
	random := rand.New(rand.NewPCG(1, 2))
	shapes := map[string]func(minute int) float64{
		"a calm day": func(m int) float64 { return 20 - 15*math.Cos(2*math.Pi*float64(m)/1440) },
		"a noisy day": func(m int) float64 {
			return math.Max(0, 20-15*math.Cos(2*math.Pi*float64(m)/1440)+6*random.NormFloat64())
		},
		"bursts":         func(m int) float64 { return 4 + 60*float64(min(1, max(0, 12-m%180))) },
		"steps downward": func(m int) float64 { return float64(60 - 10*(m%420/70)) },
	}
	made := map[string][]float64{}
	for name, shape := range shapes {
		for m := range 1441 {
			made[name] = append(made[name], math.Round(shape(m)))
		}
	}
	return made
}

// What is wanted follows the documented autoscaler: how far from it, minute by minute and in replica hours, is what the
// query reference states.
func TestWantedReplicasFollowTheDocumentedAutoscaler(t *testing.T) {
	const target, utilization, least, most, delay = 4, 0.7, 1, 24, 15
	expr := newTranslator(t)(fmt.Sprintf(`{"metric":"wanted_replicas","groupBy":[],"concurrencyTarget":%d,"utilization":%g,"minReplicas":%d,"maxReplicas":%d,"scaleDownDelay":"%dm"}`,
		target, utilization, least, most, delay), time.Minute)
	for name, load := range loads() {
		t.Run(name, func(t *testing.T) {
			text := make([]string, len(load))
			for i, value := range load {
				text[i] = fmt.Sprint(value)
			}
			storage := promqltest.LoadedStorage(t, "load 1m\n  baseten_concurrent_requests{model_name=\"m\", deployment_id=\"d\"} "+strings.Join(text, " "))
			defer storage.Close()
			engine := promqltest.NewTestEngine(t, false, 5*time.Minute, 10_000_000)
			query, err := engine.NewRangeQuery(context.Background(), storage, nil, expr, time.Unix(0, 0), time.Unix(1440*60, 0), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			defer query.Close()
			got, err := query.Exec(context.Background()).Matrix()
			if err != nil || len(got) != 1 || len(got[0].Floats) != len(load) {
				t.Fatalf("%d series, %v", len(got), err)
			}
			// Noise makes it go down at other minutes than by counting from its last change.
			bound := 0.0
			if name == "a noisy day" {
				bound = 0.035
			}
			compare(t, bound, got[0].Floats, scaled(load, target, utilization, least, most, delay))
		})
	}
}

// compare fails where the replicas, or their hours, are off by more than the bound, as a share of those held.
func compare(t *testing.T, bound float64, got []promql.FPoint, want []int) {
	t.Helper()
	off, far, asked, held := 0.0, 0.0, 0.0, 0.0
	for i, point := range got {
		difference := math.Abs(point.F - float64(want[i]))
		off, far = off+difference, math.Max(far, difference)
		asked, held = asked+point.F, held+float64(want[i])
	}
	mean := off / float64(len(got))
	t.Logf("off by %.3f replicas in the mean of %.1f, %.0f at most, %.2f%% in hours", mean, held/float64(len(want)), far, 100*(asked-held)/held)
	if share := off / held; share > bound {
		t.Errorf("off by %.1f%% of the replicas held", 100*share)
	}
	if share := math.Abs(asked-held) / held; share > bound {
		t.Errorf("the replica hours are off by %.1f%%", 100*share)
	}
}
