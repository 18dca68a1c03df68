export interface Project {
  id: string;
  name: string;
  author: string;
  repository: string;
  security: string;
  executable: string;
}
export function executableOf(id: string): string;
export function readProject(folder?: string): Project;
export const project: Project;
export function isPlaceholder(address: string): boolean;
export function sourceState(
  folder?: string,
  env?: Record<string, string | undefined>
): { seconds?: number; hash?: string };
export function toolchain(folder?: string): string;
