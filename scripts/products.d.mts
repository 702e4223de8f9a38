export function sameOnAllNodes(): { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: string; CALLBOARD_BUILD_ID: string };
