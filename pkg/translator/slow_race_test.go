//go:build race

package translator

// slowness of code under the race detector.
const slowness = 15
