using NUnit.DbGuard.Access;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>The place in the user's own code that an error names.</summary>
public sealed class UserFrameTests
{
    private readonly string? _ofFieldInitialiser = UserFrame.Find();
    private readonly string? _ofConstructor;

    public UserFrameTests() => _ofConstructor = UserFrame.Find();

    private static string? OfProperty => UserFrame.Find();

    [Test]
    public void A_method() => Assert.That(UserFrame.Find(), Is.EqualTo("UserFrameTests.A_method"));

    [Test]
    public async Task An_asynchronous_method_before_and_after_it_waited()
    {
        string? before = UserFrame.Find();
        await Task.Yield();

        Assert.That(before, Is.EqualTo("UserFrameTests.An_asynchronous_method_before_and_after_it_waited"));
        Assert.That(UserFrame.Find(), Is.EqualTo("UserFrameTests.An_asynchronous_method_before_and_after_it_waited"));
    }

    [Test]
    public void A_lambda()
    {
        Func<string?> plain = static () => UserFrame.Find();
        int captured = 1;
        Func<string?> capturing = () => captured > 0 ? UserFrame.Find() : null;

        Assert.That(plain(), Is.EqualTo("UserFrameTests.A_lambda"));
        Assert.That(capturing(), Is.EqualTo("UserFrameTests.A_lambda"));
    }

    [Test]
    public async Task An_asynchronous_lambda()
    {
        string? frame = await Task.Run(static async () =>
        {
            await Task.Yield();
            return UserFrame.Find();
        });

        Assert.That(frame, Is.EqualTo("UserFrameTests.An_asynchronous_lambda"));
    }

    [Test]
    public void A_local_function_is_told_as_its_method()
    {
        static string? Local() => UserFrame.Find();

        Assert.That(Local(), Is.EqualTo("UserFrameTests.A_local_function_is_told_as_its_method"));
    }

    [Test]
    public void An_iterator() => Assert.That(Iterate().Single(), Is.EqualTo("UserFrameTests.Iterate"));

    [Test]
    public async Task An_asynchronous_iterator()
    {
        List<string?> frames = [];
        await foreach (string? frame in IterateAsync())
        {
            frames.Add(frame);
        }

        Assert.That(frames, Is.EqualTo(new[] { "UserFrameTests.IterateAsync" }));
    }

    [Test]
    public void A_constructor_and_a_field_initialiser()
    {
        Assert.That(_ofConstructor, Is.EqualTo("the constructor of UserFrameTests"));
        Assert.That(_ofFieldInitialiser, Is.EqualTo("the constructor of UserFrameTests"));
    }

    [Test]
    public void A_static_initialiser() => Assert.That(Static.Frame, Is.EqualTo("the static initialiser of Static"));

    [Test]
    public void A_property() => Assert.That(OfProperty, Is.EqualTo("UserFrameTests.OfProperty"));

    [Test]
    public void A_generic_type() => Assert.That(Generic<int>.Find(), Is.EqualTo("Generic.Find"));

    [Test]
    public async Task An_asynchronous_method_of_a_generic_type() => Assert.That(await Generic<int>.FindAsync(), Is.EqualTo("Generic.FindAsync"));

    [Test]
    public void A_users_method_called_by_a_library() =>
        Assert.That(Enumerable.Range(0, 1).Select(static _ => UserFrame.Find()).Single(), Is.EqualTo("UserFrameTests.A_users_method_called_by_a_library"));

    [Test]
    public void There_is_none_where_the_whole_stack_is_libraries()
    {
        // The frame above a test is the framework's, which called it.
        System.Diagnostics.StackTrace trace = new(new System.Diagnostics.StackFrame(skipFrames: 1));

        Assert.That(UserFrame.First(trace), Is.Null);
    }

    private static IEnumerable<string?> Iterate()
    {
        yield return UserFrame.Find();
    }

    private static async IAsyncEnumerable<string?> IterateAsync()
    {
        await Task.Yield();
        yield return UserFrame.Find();
    }

    private static class Static
    {
        public static readonly string? Frame = UserFrame.Find();
    }

    private static class Generic<T>
    {
        public static string? Find() => UserFrame.Find() + (typeof(T) == typeof(string) ? "!" : string.Empty);

        public static async Task<string?> FindAsync()
        {
            await Task.Yield();
            return UserFrame.Find();
        }
    }
}
