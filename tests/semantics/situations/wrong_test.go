package situations

// wrong are the situations in which the shipped rules tell people the wrong thing. A rule that mends one takes it from this
// list, and the test says so; nothing is ever added.
var wrong = []string{
	"nine of ten replicas hang, and clients leave after half a minute",
	"hedging client cancels at once",
	"replica comes up and dies again, and answers little",
	"overloaded, and the second replica crashes in its start",
	"the family of active replicas is missing",
	"the request path of the export stands still",
	"a model stalls while CPU counters stand still",
	"no replica serves",
	"everything fails for an hour",
	"a deployment is replaced in mid-incident",
	"wakes up in the morning",
	"the server restarts",
	"the only model sleeps, and the export is empty",
	"half of the models vanish while one of them burns",
	"traffic vanishes",
	"the async queue only grows",
	"tiny canary, every request fails",
	"failures in the first scrape of their series",
	"the first requests of the morning fail",
	"half of the codes are unknown",
	"nothing has an environment",
	"one deployment of two fails",
	"one of two scrapers restarts",
	"six failures, two scrapers",
	"a label changes, without stale markers",
}
