/**
 * Builds the demo page into .cache/host: `tsx demo/host/rspack.ts`.
 * The plugin's own bundle is not part of it; the page loads dist/module.js at run time, as Grafana does.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { CopyRspackPlugin, DefinePlugin, HtmlRspackPlugin, rspack, type Configuration } from '@rspack/core';

const root = path.resolve(import.meta.dirname, '../..');
const page = path.join(root, 'demo/host/page');
const output = path.join(root, '.cache/host');

const configuration: Configuration = {
  mode: 'production',
  target: ['web', 'es2022'],
  context: page,
  entry: { main: './main.tsx' },
  devtool: false,
  output: {
    path: output,
    clean: true,
    publicPath: '/',
    filename: '[name].js',
    chunkFilename: '[name].[contenthash:8].js',
  },
  resolve: { extensions: ['.tsx', '.ts', '.mjs', '.js'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            transform: { react: { runtime: 'automatic' } },
            target: 'es2022',
          },
        },
        type: 'javascript/auto',
      },
      // @grafana/ui imports files of packages without their extension.
      { test: /\.m?js$/, resolve: { fullySpecified: false } },
      { test: /\.css$/, type: 'css/auto' },
      { test: /\.(svg|png|woff2?)$/, type: 'asset' },
    ],
    parser: {
      // A name that a package imports and its dependency lacks is that package's affair.
      'javascript/auto': { exportsPresence: false },
      'javascript/esm': { exportsPresence: false },
    },
  },
  plugins: [
    new DefinePlugin({ 'process.env.NODE_ENV': '"production"' }),
    new HtmlRspackPlugin({ template: './index.html', inject: 'body', scriptLoading: 'blocking' }),
    // @grafana/ui asks for its icons under Grafana's public path.
    new CopyRspackPlugin({
      patterns: [
        { from: path.join(root, 'node_modules/@grafana/ui/dist/public/img/icons'), to: 'public/build/img/icons' },
        // A few that its package lacks, though its components ask for them.
        { from: 'icons', to: 'public/build/img/icons' },
      ],
    }),
  ],
  performance: { hints: false },
  // A browser that opens the page a hundred times, as the tests' does, has read less text then.
  optimization: { splitChunks: false },
  ignoreWarnings: [/Critical dependency/],
};

mkdirSync(output, { recursive: true });
rspack(configuration, (error, stats) => {
  if (error) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  if (stats?.hasErrors()) {
    console.error(stats.toString({ all: false, errors: true, errorDetails: true }));
    process.exitCode = 1;
  }
});
