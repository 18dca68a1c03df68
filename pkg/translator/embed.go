package translator

import _ "embed"

// source is the translator that the browser uses, built from src/translator by `npm run build:translator`.
//
//go:embed translator.js
var source string
