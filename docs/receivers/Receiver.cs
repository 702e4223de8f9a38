// A receiver of Callboard's callbacks in C# (ASP.NET Core, .NET 8 or newer): the Program.cs of `dotnet new web`.
// WEBHOOK_SECRET=whsec_… PORT=8080 dotnet run
using System.Security.Cryptography;
using System.Text;

var app = WebApplication.Create(args);
var key = KeyOf(Environment.GetEnvironmentVariable("WEBHOOK_SECRET") ?? "");

app.MapGet("/{**path}", (HttpRequest request) =>
{
    // As it came, byte for byte: the parsed query would be encoded anew.
    var target = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
    var query = target.Contains('?') ? target[(target.IndexOf('?') + 1)..] : "";
    if (!IsGenuine(key, query, request.Headers, DateTimeOffset.UtcNow)) return Results.Unauthorized();
    // The same webhook-id may come again after a crash: remember it, and do the work once.
    Console.WriteLine($"{request.Headers["webhook-id"]} {request.Query["eventType"]} {request.Query["instanceID"]}");
    return Results.NoContent();
});
app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "8080"}");

static byte[] KeyOf(string secret)
{
    var key = Convert.FromBase64String(secret.StartsWith("whsec_") ? secret[6..] : secret);
    return key.Length >= 24 ? key : throw new Exception("Set WEBHOOK_SECRET to the URL's signing secret, whsec_…");
}

static bool IsGenuine(byte[] key, string query, IHeaderDictionary headers, DateTimeOffset now)
{
    string[] names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    if (names.Any(name => headers[name].Count != 1)) return false;
    var (id, timestamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
    if (id == "" || timestamp.Length > 15 || !timestamp.All(char.IsAsciiDigit)) return false;
    if (!long.TryParse(timestamp, out var seconds)) return false;
    if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > 5 * 60) return false;
    var content = Encoding.UTF8.GetBytes($"{id}.{timestamp}.\"{query}\"");
    var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content)));
    // Two signatures, parted by a space, for a day after the secret was rotated.
    return headers["webhook-signature"].ToString().Split(' ')
        .Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected));
}
