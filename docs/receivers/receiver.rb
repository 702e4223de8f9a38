# A receiver of Callboard's callbacks in Ruby 3.0 or newer, without gems.
# WEBHOOK_SECRET=whsec_… PORT=8080 ruby receiver.rb
# In Rails, Sinatra and other Rack applications call genuine? with env["QUERY_STRING"] and with the three headers, each as a list:
# "webhook-id" => [env["HTTP_WEBHOOK_ID"]].compact. Puma hands over the query as it came; WEBrick alters it.
require "openssl"
require "socket"
require "timeout"
require "uri"

TOLERANCE_SECONDS = 5 * 60
SECONDS_TO_ASK = 10
MAX_LINE_BYTES = 16 * 1024
MAX_LINES = 100

# The key in a signing secret. ArgumentError where it holds none.
def key_of(secret)
  key = secret.delete_prefix("whsec_").unpack1("m0")
  raise ArgumentError, "Set WEBHOOK_SECRET to the URL's signing secret, whsec_…" if key.bytesize < 24

  key
end

# Whether Callboard sent this request: its query as it came, byte for byte, and its headers, each a list of its values.
def genuine?(key, query, headers, now = Time.now.to_i)
  given = %w[webhook-id webhook-timestamp webhook-signature].map { |name| headers.fetch(name, []) }
  return false unless given.all? { |values| values.size == 1 }

  id, timestamp, signatures = given.flatten
  return false if id.empty? || !timestamp.match?(/\A[0-9]{1,15}\z/)
  return false if (now - timestamp.to_i).abs > TOLERANCE_SECONDS

  digest = OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{timestamp}.\"#{query}\"")
  expected = "v1,#{[digest].pack("m0")}"
  # Two signatures, parted by a space, for a day after the secret was rotated.
  signatures.split.any? { |signature| OpenSSL.secure_compare(signature, expected) }
end

def receive(target, headers, key)
  query = target.partition("?").last
  return "401 Unauthorized" unless genuine?(key, query, headers)

  # The same webhook-id may come again after a crash: remember it, and do the work once.
  change = query.split("&").to_h { |pair| pair.partition("=").values_at(0, 2) }
  type, instance = change.values_at("eventType", "instanceID").map { |text| URI.decode_www_form_component(text) }
  puts "#{headers["webhook-id"].first} #{type} #{instance}"
  "204 No Content"
end

# The request line's target and the headers: lower-case names, each with a list of its values.
def read_request(socket)
  lines = []
  while (line = socket.gets("\r\n", MAX_LINE_BYTES)) && line != "\r\n"
    raise "a request that is too long" if lines.push(line).size > MAX_LINES || !line.end_with?("\r\n")
  end
  target = lines.shift.to_s[/\AGET (\S+) HTTP\/1\.[01]\r\n\z/, 1] || raise("no GET of HTTP/1.1")
  fields = lines.map { |line| line.partition(":") }.group_by { |name, _, _| name.downcase }
  [target, fields.transform_values { |same| same.map { |_, _, value| value.strip } }]
end

def answer(socket, key)
  socket.binmode
  status = "500 Internal Server Error"
  begin
    target, headers = Timeout.timeout(SECONDS_TO_ASK) { read_request(socket) }
    status = receive(target, headers, key)
  rescue StandardError => error
    # Callboard sends it again: only what was done is answered as done.
    warn error.full_message
  end
  socket.write("HTTP/1.1 #{status}\r\nconnection: close\r\n\r\n")
rescue SystemCallError
  # The caller is gone.
ensure
  socket.close
end

key = key_of(ENV.fetch("WEBHOOK_SECRET"))
$stdout.sync = true
server = TCPServer.new("127.0.0.1", Integer(ENV.fetch("PORT", "8080")))
loop { Thread.new(server.accept) { |socket| answer(socket, key) } }
