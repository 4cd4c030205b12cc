using System.Reflection;
using System.Text;

namespace NUnit.DbGuard.Tests;

/// <summary>The public surface is what was approved: a change of it is a decision.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Test]
    public void The_public_surface_is_as_approved()
    {
        string root = typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "RepositoryRoot").Value!;
        string approved = File.ReadAllText(Path.Combine(root, "NUnit.DbGuard.Tests", "PublicApi.approved.txt")).ReplaceLineEndings("\n");

        string actual = string.Join("\n", typeof(DatabaseAccess).Assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal).Select(Describe));

        Assert.That(actual, Is.EqualTo(approved), $"If the change is meant, this is the new PublicApi.approved.txt:\n{actual}");
    }

    private static string Describe(Type type)
    {
        StringBuilder text = new();
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        text.Append(kind).Append(' ').Append(NameOf(type));
        string[] bases = [.. BasesOf(type).Select(NameOf)];
        if (bases.Length > 0)
        {
            text.Append(" : ").AppendJoin(", ", bases);
        }

        text.Append('\n');
        if (type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage)
        {
            text.Append("    on ").Append(usage.ValidOn).Append(usage.AllowMultiple ? "; several" : "; once").Append(usage.Inherited ? "; inherited" : "; not inherited").Append('\n');
        }

        foreach (string member in MembersOf(type).Order(StringComparer.Ordinal))
        {
            text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<Type> BasesOf(Type type)
    {
        if (type.IsEnum)
        {
            return [];
        }

        Type[] inherited = [.. type.BaseType?.GetInterfaces() ?? []];
        IEnumerable<Type> own = type.GetInterfaces().Except(inherited).OrderBy(static its => its.Name, StringComparer.Ordinal);
        return type.BaseType is { } its && its != typeof(object) ? own.Prepend(its) : own;
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetEnumNames().Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        }

        return
        [
            .. type.GetConstructors(Declared).Where(IsVisible).Select(static constructor => $"{Access(constructor)}new({ParametersOf(constructor)})"),
            .. type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily).Select(static field => $"{(field.IsStatic ? "static " : string.Empty)}field {NameOf(field.FieldType)} {field.Name}"),
            .. type.GetProperties(Declared).Where(static property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(DescribeProperty),
            .. type.GetMethods(Declared).Where(static method => !method.IsSpecialName && IsVisible(method)).Select(DescribeMethod),
        ];
    }

    private static string DescribeProperty(PropertyInfo property)
    {
        IEnumerable<string> accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).Select(static accessor => $"{accessor.Name[..3]};");
        MethodInfo first = property.GetAccessors(nonPublic: true).First(IsVisible);
        return $"{Access(first)}{NameOf(property.PropertyType)} {property.Name} {{ {string.Join(' ', accessors)} }}";
    }

    private static string DescribeMethod(MethodInfo method)
    {
        string generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name))}>" : string.Empty;
        string constraints = method.IsGenericMethod
            ? string.Concat(method.GetGenericArguments().Select(static argument => argument.GetGenericParameterConstraints() is { Length: > 0 } types ? $" where {argument.Name} : {string.Join(", ", types.Select(NameOf))}" : string.Empty))
            : string.Empty;
        return $"{Access(method)}{NameOf(method.ReturnType)} {method.Name}{generics}({ParametersOf(method)}){constraints}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) =>
        (method.IsPublic ? string.Empty : "protected ")
        + (method.IsStatic ? "static " : string.Empty)
        + (method is MethodInfo { IsAbstract: true } ? "abstract " : method is MethodInfo { IsVirtual: true, IsFinal: false } its ? its.GetBaseDefinition() == its ? "virtual " : "override " : string.Empty);

    private static string ParametersOf(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params " : string.Empty)
        + $"{NameOf(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : string.Empty)));

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return NameOf(value) + "?";
        }

        string name = type.FullName is null || type.Namespace!.StartsWith("System", StringComparison.Ordinal) ? type.Name : type.FullName;
        return type.IsGenericType
            ? $"{(type.Namespace!.StartsWith("System", StringComparison.Ordinal) ? type.Name : $"{type.Namespace}.{type.Name}").Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : name;
    }
}
