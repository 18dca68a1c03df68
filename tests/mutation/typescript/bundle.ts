/** Makes one file of the copy and its tests, so that all of it is loaded anew within some milliseconds. */
import path from 'node:path';
import { rspack } from '@rspack/core';

/** Bundles `all.ts` of a folder into its `bundle.js`, with `recorder.ts` in the place of vitest. */
export function bundle(folder: string): Promise<void> {
  const compiler = rspack({
    context: folder,
    entry: './all.ts',
    mode: 'none',
    target: 'node',
    devtool: false,
    output: { path: folder, filename: 'bundle.js' },
    // It has no mutants: loaded once, it need not be loaded anew for each.
    externals: { 'fast-check': 'commonjs fast-check' },
    resolve: { extensions: ['.ts', '.js'], alias: { vitest: path.join(folder, 'recorder.ts') } },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'builtin:swc-loader',
          options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
          type: 'javascript/auto',
        },
      ],
    },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats?.hasErrors()) {
        reject(error ?? new Error(stats?.toString({ all: false, errors: true })));
      } else {
        compiler.close((closed) => (closed ? reject(closed) : resolve()));
      }
    });
  });
}
