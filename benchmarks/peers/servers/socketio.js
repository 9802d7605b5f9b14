// A small durable chat on Socket.IO: a message is in SQLite, fsynced, before it is passed on and acknowledged.
"use strict";
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const { createClient } = require("redis");
const { createAdapter } = require("@socket.io/redis-streams-adapter");
const Database = require("better-sqlite3");

const db = new Database(process.env.PEER_DATABASE);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE messages (
  id INTEGER PRIMARY KEY, room TEXT NOT NULL, client_id TEXT NOT NULL, text TEXT NOT NULL,
  posted_at TEXT NOT NULL, UNIQUE (room, client_id))`);
const keep = db.prepare("INSERT INTO messages (room, client_id, text, posted_at) VALUES (?, ?, ?, ?)");

async function main() {
  const redis = createClient({ url: process.env.PEER_REDIS });
  await redis.connect();
  const http = createServer();
  const io = new Server(http, { adapter: createAdapter(redis), connectionStateRecovery: {} });
  io.on("connection", (socket) => {
    const { room } = socket.handshake.auth;
    socket.join(room);
    socket.on("post", ({ client_id, text }, acknowledge) => {
      const { lastInsertRowid } = keep.run(room, client_id, text, new Date().toISOString());
      socket.to(room).emit("message", { id: lastInsertRowid, client_id, text });
      acknowledge(lastInsertRowid);
    });
  });
  http.listen(Number(process.env.PEER_PORT), "127.0.0.1");
}

main();
