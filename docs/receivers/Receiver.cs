// A receiver of Callboard's callbacks in C#, without libraries, for Mono 6.8 or newer and .NET 8 or newer.
// mcs Receiver.cs && WEBHOOK_SECRET=whsec_… PORT=8080 mono Receiver.exe
// With .NET, as the Program.cs of `dotnet new console`: WEBHOOK_SECRET=whsec_… PORT=8080 dotnet run
// In ASP.NET Core call IsGenuine with what follows "?" in context.Features.Get<IHttpRequestFeature>().RawTarget (not with
// Request.Query, which is decoded) and with name => context.Request.Headers[name].ToArray(), and answer 401 where it is false.
using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

static class Receiver
{
    const long ToleranceSeconds = 5 * 60;

    static void Main()
    {
        var key = KeyOf(Environment.GetEnvironmentVariable("WEBHOOK_SECRET") ?? "");
        var listener = new HttpListener();
        var port = Environment.GetEnvironmentVariable("PORT") ?? "8080";
        // It answers only calls to one of these hosts. A proxy in front sends one of them as Host, or its own is added here.
        foreach (var host in new[] { "127.0.0.1", "localhost" }) listener.Prefixes.Add("http://" + host + ":" + port + "/");
        listener.Start();
        while (true)
        {
            var context = listener.GetContext();
            ThreadPool.QueueUserWorkItem(_ => Answer(context, key));
        }
    }

    /// <summary>The key in a signing secret. FormatException where it holds none.</summary>
    static byte[] KeyOf(string secret)
    {
        var isPrefixed = secret.StartsWith("whsec_", StringComparison.Ordinal);
        var key = Convert.FromBase64String(isPrefixed ? secret.Substring("whsec_".Length) : secret);
        if (key.Length < 24) throw new FormatException("Set WEBHOOK_SECRET to the URL's signing secret, whsec_…");
        return key;
    }

    /// <summary>
    /// Whether Callboard sent this request: its query as it came, byte for byte, and its headers, each an array of its values.
    /// </summary>
    static bool IsGenuine(byte[] key, string query, Func<string, string[]> valuesOf, DateTimeOffset now)
    {
        var headers = new[] { "webhook-id", "webhook-timestamp", "webhook-signature" }.Select(valuesOf).ToArray();
        if (headers.Any(values => values.Length != 1)) return false;
        string id = headers[0][0], timestamp = headers[1][0], signatures = headers[2][0];
        if (id == "" || !Regex.IsMatch(timestamp, @"\A[0-9]{1,15}\z")) return false;
        var seconds = long.Parse(timestamp, CultureInfo.InvariantCulture);
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > ToleranceSeconds) return false;
        using (var hmac = new HMACSHA256(key))
        {
            var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(id + "." + timestamp + ".\"" + query + "\""));
            var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(digest));
            // Two signatures, parted by a space, for a day after the secret was rotated.
            return signatures.Split(' ').Any(given =>
                CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected));
        }
    }

    static int Receive(HttpListenerRequest request, byte[] key)
    {
        var target = request.RawUrl ?? "";
        var query = target.Contains("?") ? target.Substring(target.IndexOf('?') + 1) : "";
        // Outside Windows HttpListener keeps only the last of a header that came twice: what is verified is what is used.
        Func<string, string[]> valuesOf = name => request.Headers.GetValues(name) ?? new string[0];
        if (!IsGenuine(key, query, valuesOf, DateTimeOffset.UtcNow)) return 401;
        // The same webhook-id may come again after a crash: remember it, and do the work once.
        var change = request.QueryString;
        Console.WriteLine(request.Headers["webhook-id"] + " " + change["eventType"] + " " + change["instanceID"]);
        return 204;
    }

    static void Answer(HttpListenerContext context, byte[] key)
    {
        try
        {
            using (var response = context.Response)
            {
                // HttpListener answers 200 unless told otherwise: until the work is done, whatever goes wrong is a failure.
                response.StatusCode = 500;
                response.StatusCode = Receive(context.Request, key);
            }
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error);
        }
    }
}
