/** Starts a receiver that prints every request that reaches it; the README has the same line. */
export const receiverCommand = `node -e 'require("http").createServer((q,s)=>{console.log(q.method,q.url);s.end("ok")}).listen(4000)'`;
export const receiverUrl = "http://localhost:4000/created";
