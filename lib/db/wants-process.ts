/**
 * SQL of whether a URL is called for a process: it has no list of processes, or the list names it, letter by letter
 * (docs/decisions/0063).
 * @param endpointId SQL of the endpoint's id, with its table: the list has a column `endpoint_id` as well
 * @param processName SQL of the process's name
 */
export function wantsProcess(endpointId: string, processName: string): string {
  const ofUrl = `select from endpoint_process as list where list.endpoint_id = ${endpointId}`;
  return `(not exists (${ofUrl}) or exists (${ofUrl} and list.process_name = ${processName}))`;
}
