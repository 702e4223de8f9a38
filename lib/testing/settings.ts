/** Vitest's setup file: the settings that tests have in common. No database is there, but where `fresh-database.ts` makes one. */
process.env.DATABASE_URL = "postgresql://nobody@127.0.0.1:1/none";
process.env.APP_SECRET = "a secret that only tests know, 32 bytes";
process.env.CALLBACK_ALLOW = "127.0.0.1/32,::1/128,host:localhost";
process.env.LOG_LEVEL ??= "fatal";
