using System.Reflection;
using System.Reflection.Emit;
using NUnit.DbGuard.Errors;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>Makes an <see cref="ISQLite3Provider"/> that forwards every method to another one, but for those that the interceptor has.</summary>
/// <remarks>
/// The concrete providers are sealed and the interface has some 150 methods that differ between versions, so the class is
/// written at run time: a method of the interceptor with the same name and parameters takes the place of the provider's.
/// </remarks>
internal static class SqliteProviderDecorator
{
    /// <summary>Also named in InternalsVisibleTo, so that the class may call the interceptor.</summary>
    private const string AssemblyName = "NUnit.DbGuard.SqliteProvider";

    // Without these nothing would be guarded, and silently so.
    private static readonly string[] s_indispensable =
    [
        nameof(ISQLite3Provider.sqlite3_open), nameof(ISQLite3Provider.sqlite3_open_v2), nameof(ISQLite3Provider.sqlite3_close),
        nameof(ISQLite3Provider.sqlite3_close_v2), nameof(ISQLite3Provider.sqlite3_prepare_v2), nameof(ISQLite3Provider.sqlite3_prepare_v3),
        nameof(ISQLite3Provider.sqlite3_step), nameof(ISQLite3Provider.sqlite3_exec),
    ];

    public static ISQLite3Provider Create(ISQLite3Provider inner, SqliteInterceptor interceptor)
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(AssemblyName), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule(AssemblyName).DefineType(
            "GuardedProvider", TypeAttributes.NotPublic | TypeAttributes.Sealed, typeof(object), [typeof(ISQLite3Provider)]);
        FieldBuilder innerField = type.DefineField("_inner", typeof(ISQLite3Provider), FieldAttributes.Private | FieldAttributes.InitOnly);
        FieldBuilder interceptorField = type.DefineField("_interceptor", typeof(SqliteInterceptor), FieldAttributes.Private | FieldAttributes.InitOnly);
        DefineConstructor(type, innerField, interceptorField);

        List<string> intercepted = [];
        foreach (MethodInfo method in typeof(ISQLite3Provider).GetMethods())
        {
            Type[] parameters = [.. method.GetParameters().Select(static parameter => parameter.ParameterType)];
            MethodInfo? replacement = typeof(SqliteInterceptor).GetMethod(method.Name, BindingFlags.Instance | BindingFlags.Public, parameters);
            if (replacement is null || replacement.ReturnType != method.ReturnType)
            {
                DefineForwarder(type, method, parameters, innerField, method);
            }
            else
            {
                intercepted.Add(method.Name);
                DefineForwarder(type, method, parameters, interceptorField, replacement);
            }
        }

        string[] missing = [.. s_indispensable.Except(intercepted, StringComparer.Ordinal)];
        return missing.Length == 0
            ? (ISQLite3Provider)Activator.CreateInstance(type.CreateType(), inner, interceptor)!
            : throw IsolationErrors.ProviderNotSupported($"this version of SQLitePCLRaw has other signatures of {string.Join(", ", missing)}");
    }

    private static void DefineConstructor(TypeBuilder type, FieldBuilder inner, FieldBuilder interceptor)
    {
        ILGenerator code = type.DefineConstructor(
            MethodAttributes.Public, CallingConventions.Standard, [typeof(ISQLite3Provider), typeof(SqliteInterceptor)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, typeof(object).GetConstructor(Type.EmptyTypes)!);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Stfld, inner);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Stfld, interceptor);
        code.Emit(OpCodes.Ret);
    }

    private static void DefineForwarder(TypeBuilder type, MethodInfo declared, Type[] parameters, FieldBuilder target, MethodInfo called)
    {
        MethodBuilder method = type.DefineMethod(
            declared.Name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            CallingConventions.HasThis,
            declared.ReturnType,
            declared.ReturnParameter.GetRequiredCustomModifiers(),
            declared.ReturnParameter.GetOptionalCustomModifiers(),
            parameters,
            [.. declared.GetParameters().Select(static parameter => parameter.GetRequiredCustomModifiers())],
            [.. declared.GetParameters().Select(static parameter => parameter.GetOptionalCustomModifiers())]);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, target);
        for (short i = 1; i <= parameters.Length; i++)
        {
            code.Emit(OpCodes.Ldarg, i);
        }

        code.Emit(OpCodes.Callvirt, called);
        code.Emit(OpCodes.Ret);
        type.DefineMethodOverride(method, declared);
    }
}
