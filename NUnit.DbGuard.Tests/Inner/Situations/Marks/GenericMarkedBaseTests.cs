namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

public sealed class GenericMarkedBaseTests : GenericMarkedBase<int>;
