/** What `--help` prints at each level; the first word of `usage` after the options is what the command is called. */

export const overview = `Callboard's command line for the operator.

  npm run admin -- user create --email E --name N --role administrator|developer|user
  npm run admin -- user set-role --email E --role administrator|developer|user
  npm run admin -- user disable --email E
  npm run admin -- user enable --email E
  npm run admin -- user reset-password --email E
  npm run admin -- token create --email E --name N
  npm run admin -- token revoke --id ID
  npm run admin -- prune [--days D]

--help after any of them tells its options. It works on DATABASE_URL, else on the embedded database of DATA_DIR,
whether Callboard runs or not.`;

export const commandHelp: Record<string, string> = {
  "user create": `user create --email E --name N --role administrator|developer|user [--password-stdin]

Makes a person. The password is read from the first line of standard input with --password-stdin;
otherwise one is made up and printed.`,
  "user set-role": `user set-role --email E --role administrator|developer|user

Changes a role. It counts from that person's next request on; they have to sign in again.`,
  "user disable": `user disable --email E

Locks a person and their tokens out from the next request on. Nothing of theirs is deleted.`,
  "user enable": `user enable --email E

Lets a disabled person in again.`,
  "user reset-password": `user reset-password --email E [--password-stdin]

Sets a new password, read from the first line of standard input with --password-stdin, otherwise made up and
printed. All sessions of that person end.`,
  "token create": `token create --email E --name N [--scopes read,write] [--days D]

Makes an API token that acts with that person's role, and prints it alone on standard output. It is shown only this
once. --scopes: read, write or both (the default). --days: how long it is valid, 1 to 3650 (default 90).`,
  "token revoke": `token revoke --id ID

Revokes a token from the next request on. ID is the part between the underscores of cbt_ID_….`,
  prune: `prune [--days D]

Deletes deliveries that finished more than D days ago with their attempts, and events without any delivery left; what has
waited that long for a suspended URL fails. Without --days: RETENTION_DAYS (default 30). A running Callboard does the
same every ten minutes. Nothing else that is pending is touched, and work goes on meanwhile.`,
};
