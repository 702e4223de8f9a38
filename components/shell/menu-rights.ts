/** Which parts of the side menu the reader can open; said by the server, so that no table of rights is loaded for it. */
export type MenuRights = { developer: boolean; users: boolean };
