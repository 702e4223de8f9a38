import pg from "pg";

/** The least a route handler can do that keeps what it is sent: JSON in, one INSERT, JSON out. What creating is held against. */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });

export async function POST(request) {
  const body = await request.json();
  const { rows } = await pool.query({
    name: "insert",
    text: "insert into note (body) values ($1) returning id",
    values: [JSON.stringify(body)],
  });
  return Response.json({ success: true, id: rows[0].id }, { status: 201 });
}
