package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableFormsTest {

    private static TextTable table(String... cells) {
        TextTable table = new TextTable(List.of(TextTable.Column.text("name"), TextTable.Column.figure("a & b")));
        for (int i = 0; i < cells.length; i += 2) {
            table.row(List.of(cells[i], cells[i + 1]));
        }
        return table;
    }

    /** A line break in a tabular takes a star or a bracket after it for its own argument. */
    @Test
    void latexEscapesWhatIsMarkup() {
        assertThat(table("a_b#{1}$%~^\\|\"", "-1.5 ≥ 2", "*x", "–", "[y]", "1e-3")
                        .in(TextTable.Form.LATEX))
                .isEqualTo(
                        """
                        \\begin{tabular}{lr}
                        \\toprule
                        name & a \\& b \\\\
                        \\midrule
                        a\\_b\\#\\{1\\}\\$\\%\\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\textbar{}'' & $-$1.5 $\\geq$ 2 \\\\
                        {}*x & -- \\\\
                        {}[y] & 1e-3 \\\\
                        \\bottomrule
                        \\end{tabular}
                        """);
    }

    @Test
    void csvQuotesAndStopsFormulas() {
        assertThat(table("a,\"b\"", "1.5 s", "=1+1", "-2.10 pp", "-1+cmd", "–").in(TextTable.Form.CSV))
                .isEqualTo(
                        """
                        name,a & b
                        "a,""b\""",1.5 s
                        '=1+1,-2.10 pp
                        '-1+cmd,
                        """);
    }

    @Test
    void markdownKeepsCellsTogether() {
        assertThat(table("a|b*", "<i>").in(TextTable.Form.MARKDOWN))
                .isEqualTo("| name | a & b |\n| --- | ---: |\n| a\\|b\\* | \\<i> |\n");
    }
}
