/** Aliases of the packages that the tests load put together; they are put together first if what is installed has changed. */
export function testPackages(): Promise<Array<{ find: RegExp; replacement: string }>>;
