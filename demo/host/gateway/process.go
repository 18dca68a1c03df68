package main

import (
	"fmt"
	"os/exec"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// maxMessage is the largest gRPC message that is taken, in bytes; the library's 4 MiB would cut long ranges.
const maxMessage = 512 << 20

// pluginClient holds the services of a running plugin that the gateway calls.
type pluginClient struct {
	data        grpcplugin.DataClient
	resource    grpcplugin.ResourceClient
	diagnostics grpcplugin.DiagnosticsClient
}

// pluginProcess runs the plugin binary and starts it anew when it has ended, as Grafana does.
type pluginProcess struct {
	path   string
	logger hclog.Logger

	mu      sync.Mutex
	handle  *goplugin.Client
	clients *pluginClient
}

func newPluginProcess(path string, logger hclog.Logger) *pluginProcess {
	return &pluginProcess{path: path, logger: logger}
}

// client returns the services of the running plugin, and starts it when it isn't running.
func (p *pluginProcess) client() (*pluginClient, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.handle != nil && !p.handle.Exited() {
		return p.clients, nil
	}

	// The cookie only tells a plugin that it was started by a host and not by hand.
	handle := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{
			grpcplugin.ProtocolVersion: {
				"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
				"resource":    &grpcplugin.ResourceGRPCPlugin{},
				"data":        &grpcplugin.DataGRPCPlugin{},
			},
		},
		Cmd:              exec.Command(p.path), //nolint:gosec // The path comes from the command line of a developer's tool.
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           p.logger.Named("plugin"),
		GRPCDialOptions: []grpc.DialOption{
			grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)),
		},
	})
	clients, err := dispense(handle)
	if err != nil {
		handle.Kill()
		return nil, fmt.Errorf("start the plugin %s: %w", p.path, err)
	}
	p.handle, p.clients = handle, clients
	return clients, nil
}

func (p *pluginProcess) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.handle != nil {
		p.handle.Kill()
	}
}

func dispense(handle *goplugin.Client) (*pluginClient, error) {
	protocol, err := handle.Client()
	if err != nil {
		return nil, err
	}
	data, err := service[grpcplugin.DataClient](protocol, "data")
	if err != nil {
		return nil, err
	}
	resource, err := service[grpcplugin.ResourceClient](protocol, "resource")
	if err != nil {
		return nil, err
	}
	diagnostics, err := service[grpcplugin.DiagnosticsClient](protocol, "diagnostics")
	if err != nil {
		return nil, err
	}
	return &pluginClient{data: data, resource: resource, diagnostics: diagnostics}, nil
}

func service[T any](protocol goplugin.ClientProtocol, name string) (T, error) {
	var none T
	raw, err := protocol.Dispense(name)
	if err != nil {
		return none, fmt.Errorf("service %q: %w", name, err)
	}
	typed, ok := raw.(T)
	if !ok {
		return none, fmt.Errorf("service %q is of an unexpected kind, %T", name, raw)
	}
	return typed, nil
}
