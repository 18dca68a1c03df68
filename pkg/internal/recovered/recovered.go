// Package recovered turns panics into errors, so that a bug in one query never ends the process or spoils another.
package recovered

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// Into is to be deferred: it turns a panic into the error, with the stack in the log only, since it is of no use to who
// reads a panel.
func Into(ctx context.Context, err *error) {
	if r := recover(); r != nil {
		log.DefaultLogger.FromContext(ctx).Error("A query panicked", "panic", r, "stack", string(debug.Stack()))
		*err = fmt.Errorf("the plugin failed on this query, which is a bug of its own: %v", r)
	}
}
