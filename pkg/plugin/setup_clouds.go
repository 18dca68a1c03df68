package plugin

import (
	"net/http"
	"slices"
	"strings"
)

// Codes of clouds whose way to log in is not supported.
const (
	// codeSigV4: the server wants requests signed as AWS does.
	codeSigV4 = "sigv4"
	// codeEntra: the server wants a token of Microsoft's.
	codeEntra = "entra"
	// codeGoogle: the server wants a token of Google's.
	codeGoogle = "google"
)

// cloud is one whose own login would have to be done here, and isn't.
type cloud struct {
	code string
	// unsupported says so, and what to use instead.
	unsupported string
	// asked: the settings ask for the login.
	asked func(e *examination) bool
	// host says whether an address is one of the cloud's.
	host func(name string) bool
	// words of its refusals, wherever it is.
	words []string
}

var clouds = []cloud{
	{
		code: codeSigV4,
		unsupported: "Requests that are signed for AWS (SigV4, sigV4Auth) are not supported. For Amazon Managed Prometheus, run a signing " +
			"proxy beside Grafana, such as aws-sigv4-proxy, and enter its address as the URL.",
		asked: func(e *examination) bool { return e.ds.settings.SigV4 },
		host:  func(name string) bool { return strings.HasPrefix(name, "aps-workspaces.") },
		words: []string{"Missing Authentication Token", "SigV4", "not a valid key=value pair", "security token included in the request"},
	},
	{
		code: codeEntra,
		unsupported: "Logging in to Azure (azureCredentials) is not supported. For Azure Monitor's Prometheus, run a proxy beside Grafana that " +
			"logs in to Microsoft Entra, and enter its address as the URL.",
		asked: func(e *examination) bool { return e.ds.settings.AzureLogin },
		host:  func(name string) bool { return strings.HasSuffix(name, ".prometheus.monitor.azure.com") },
	},
	{
		code: codeGoogle,
		unsupported: "Logging in to Google Cloud is not supported. For its Managed Service for Prometheus, run Google's Prometheus frontend " +
			"beside Grafana, which logs in, and enter its address as the URL.",
		asked: func(*examination) bool { return false },
		host:  func(name string) bool { return name == "monitoring.googleapis.com" },
	},
}

// askedCloud is the cloud whose login the settings ask for; nil for none.
func (e *examination) askedCloud() *cloud {
	i := slices.IndexFunc(clouds, func(c cloud) bool { return c.asked(e) })
	if i < 0 {
		return nil
	}
	return &clouds[i]
}

// refusingCloud is the cloud whose login a refusal is for; nil where it is another refusal.
func (e *examination) refusingCloud(status int, err error) *cloud {
	if status != http.StatusForbidden && status != http.StatusUnauthorized {
		return nil
	}
	host := strings.ToLower(e.ds.settings.URL.Hostname())
	i := slices.IndexFunc(clouds, func(c cloud) bool {
		return c.asked(e) || c.host(host) || slices.ContainsFunc(c.words, func(words string) bool { return strings.Contains(err.Error(), words) })
	})
	if i < 0 {
		return nil
	}
	return &clouds[i]
}
