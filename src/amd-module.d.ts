/** SystemJS gives an AMD module that asks for `module` its own address; the bundler maps `amd-module` to it. */
declare module 'amd-module' {
  const amdModule: { id?: string; uri?: string };
  export default amdModule;
}
