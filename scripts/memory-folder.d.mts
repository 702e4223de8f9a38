export function memoryFolder(shared?: string): string | null;
