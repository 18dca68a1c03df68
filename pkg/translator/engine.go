package translator

import (
	"context"
	"errors"
	"fmt"

	"github.com/dop251/goja"
)

// engine is one runtime with the bundle loaded; used by one call at a time.
type engine struct {
	vm                *goja.Runtime
	translate         goja.Callable
	selectors         goja.Callable
	variableInPattern goja.Callable
	amount            goja.Callable
	catalog           goja.Callable
	labelPrefixes     goja.Callable
}

// run borrows an engine for work. When ctx ends, or after maxTime, the script is interrupted.
func (t *Translator) run(ctx context.Context, work func(*engine) error) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, maxTime, fmt.Errorf("the translation took longer than %s", maxTime))
	defer cancel()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	source := sourceOf(ctx)
	if err := t.places.enter(ctx, source); err != nil {
		return err
	}
	defer t.places.leave(source)

	e, err := t.borrow()
	if err != nil {
		return err
	}
	sound := false
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the translator panicked: %v", r)
			return
		}
		// An engine that was interrupted, or that failed in any other way, may be left in the middle of something.
		if sound {
			t.giveBack(e)
		}
	}()

	stop := context.AfterFunc(ctx, func() { e.vm.Interrupt(context.Cause(ctx)) })
	err = work(e)
	uninterrupted := stop()
	sound = uninterrupted && err == nil

	var interrupted *goja.InterruptedError
	if errors.As(err, &interrupted) {
		return context.Cause(ctx)
	}
	var overflow *goja.StackOverflowError
	if errors.As(err, &overflow) {
		// Its own text is empty.
		return fmt.Errorf("the translator ran out of stack: %w", err)
	}
	return err
}

func (t *Translator) borrow() (*engine, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.idle); n > 0 {
		e := t.idle[n-1]
		t.idle = t.idle[:n-1]
		return e, nil
	}
	return t.newEngine()
}

func (t *Translator) giveBack(e *engine) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.idle = append(t.idle, e)
}

func (t *Translator) newEngine() (*engine, error) {
	vm := goja.New()
	vm.SetMaxCallStackSize(maxCallStack)
	if _, err := vm.RunProgram(t.program); err != nil {
		return nil, fmt.Errorf("load the translator: %w", err)
	}
	value := vm.Get(global)
	if value == nil || goja.IsUndefined(value) {
		return nil, fmt.Errorf("the translator's bundle does not define %s; run `npm run build:translator`", global)
	}
	object := value.ToObject(vm)
	e := &engine{vm: vm}
	for name, target := range map[string]*goja.Callable{
		"translate": &e.translate, "selectors": &e.selectors, "variableInPattern": &e.variableInPattern, "amount": &e.amount, "catalog": &e.catalog,
		"labelPrefixes": &e.labelPrefixes,
	} {
		function, ok := goja.AssertFunction(object.Get(name))
		if !ok {
			return nil, fmt.Errorf("the translator's bundle lacks the function %s; run `npm run build:translator`", name)
		}
		*target = function
	}
	return e, nil
}
