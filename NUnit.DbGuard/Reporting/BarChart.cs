using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Reporting;

/// <summary>Bars one below the other, to one scale.</summary>
/// <remarks>
/// Only the bars are pictures: they are stretched to the width that there is. Text in a picture would be stretched with it, and could not be read on a telephone.
/// </remarks>
internal static class BarChart
{
    private const int Width = 1000;
    private const int Height = 10;

    public static void Write(StringBuilder page, IReadOnlyList<BarRow> rows)
    {
        double most = rows.Select(static row => row.Parts.Sum(static part => part.Amount)).DefaultIfEmpty().Max();
        page.Append("<ol class=\"bars\">\n");
        foreach (BarRow row in rows)
        {
            page.Append("<li><div class=\"name\">").Append(HtmlText.OfName(row.Name)).Append("</div>");
            if (row.Detail is { } detail)
            {
                page.Append("<div class=\"detail\">").Append(HtmlText.Of(detail)).Append("</div>");
            }

            page.Append("<div class=\"line\">");
            WriteBar(page, row.Parts, most);
            page.Append("<span class=\"value\">").Append(HtmlText.Of(row.Value)).Append("</span></div></li>\n");
        }

        page.Append("</ol>\n");
    }

    /// <summary>One bar.</summary>
    /// <param name="page">The page.</param>
    /// <param name="parts">What it is made of.</param>
    /// <param name="most">The amount that fills the width; not less than the parts together.</param>
    public static void WriteBar(StringBuilder page, IReadOnlyList<BarPart> parts, double most)
    {
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"bar\" viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
            .Append(HtmlText.Of(string.Join(", ", parts.Where(static part => part.Amount > 0).Select(static part => part.Label)))).Append("\">")
            .Append(CultureInfo.InvariantCulture, $"<rect class=\"track\" width=\"{Width}\" height=\"{Height}\"/>");
        double left = 0;
        foreach (BarPart part in parts)
        {
            double width = most > 0 ? part.Amount / most * Width : 0;
            if (width > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"<rect class=\"{part.Colour}\" x=\"{left:0.##}\" width=\"{width:0.##}\" height=\"{Height}\"><title>")
                    .Append(HtmlText.Of(part.Label)).Append("</title></rect>");
                left += width;
            }
        }

        page.Append("</svg>");
    }
}
