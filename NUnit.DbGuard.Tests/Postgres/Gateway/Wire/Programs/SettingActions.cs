using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>What a session has of its own: settings, roles, channels.</summary>
internal static class SettingActions
{
    public static Outgoing[] Settings(Chances chances) => chances.Below(12) switch
    {
        0 => chances.Either($"SET TimeZone = 'Etc/GMT+{chances.Name()}'"),
        1 => chances.Either($"SET LOCAL TimeZone = 'Etc/GMT-{chances.Name()}'"),
        2 => Extended("SELECT set_config('application_name', $1, $2::bool)", $"n{chances.Name()}", chances.Of("true", "false")),
        3 => chances.Either(chances.Of("RESET TimeZone", "RESET DateStyle", "SET TimeZone = DEFAULT")),
        4 => chances.Either(chances.Of("SET search_path = other, public", "SET LOCAL search_path = other", "RESET search_path")),
        5 => chances.Either("RESET ALL"),
        6 => [Query("DISCARD ALL")],
        7 => chances.Either(chances.Of("SET DateStyle = 'German'", "SET LOCAL IntervalStyle = 'iso_8601'", "SET SESSION bytea_output = 'escape'", "SET extra_float_digits = 0")),
        8 => [Query($"SET TimeZone = 'Etc/GMT+{chances.Name()}'; {chances.Of("SELECT 1", "SELECT 1/0", "COMMIT", "ROLLBACK")}; SET LOCAL application_name = 'local'")],
        9 => chances.Either(chances.Of("SET default_transaction_read_only = on", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "RESET default_transaction_read_only")),
        10 => [Query("SELECT '\\x01'::bytea, '2020-02-01'::date, interval '1 day', 0.1::float8")],
        _ => [Query("SELECT current_setting('TimeZone'), current_setting('application_name'), current_setting('search_path'), current_setting('default_transaction_read_only')")],
    };

    public static Outgoing[] Roles(Chances chances) => chances.Below(5) switch
    {
        0 => chances.Either(chances.Of("SET ROLE wire_guest", "SET LOCAL ROLE wire_guest", "SET ROLE nobody_known")),
        1 => chances.Either(chances.Of("RESET ROLE", "SET ROLE NONE")),
        2 => chances.Either(chances.Of(
            "SET SESSION AUTHORIZATION wire_guest", "SET LOCAL SESSION AUTHORIZATION wire_guest", "RESET SESSION AUTHORIZATION", "SET SESSION AUTHORIZATION DEFAULT")),
        _ => chances.Either("SELECT session_user, current_user, current_setting('role')"),
    };

    // Others' notifications come when they come: each client listens to its own channels only.
    public static Outgoing[] Notifications(Chances chances, string client) => chances.Below(6) switch
    {
        0 or 1 => chances.Either($"LISTEN of_{client}"),
        2 => chances.Either($"NOTIFY of_{client}, '{chances.Key()}'"),
        3 => Extended("SELECT pg_notify($1, $2)", $"of_{client}", chances.Key()),
        4 => [Query($"NOTIFY of_{client}, '{chances.Key()}'; SELECT {chances.Below(2)} / {chances.Below(2)}")],
        _ => chances.Either(chances.Of("UNLISTEN *", $"UNLISTEN of_{client}")),
    };
}
