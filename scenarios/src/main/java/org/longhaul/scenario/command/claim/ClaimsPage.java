package org.longhaul.scenario.command.claim;

import java.util.List;
import org.longhaul.scenario.claim.Evidence;
import org.longhaul.scenario.claim.JudgedPaper;
import org.longhaul.scenario.claim.Judgement;

/** The page of all claims. */
final class ClaimsPage {
    private static final String INTRODUCTION =
            """
            # What the papers claim, and whether it holds here

            `longhaul claims --write docs/claims.md` computes this page. A verdict is never typed: it follows from the expressions under each claim, which are those of a scenario's `claims:`, over shipped methods that run or over a paper's model with stated symbols. `longhaul claims` ends with exit code 1 when a verdict gets worse than the one on record.

            * **reproduced**: every number is met within the stated tolerance.
            * **direction only**: the numbers are not met, and yet it goes the way that the paper says.
            * **not reproduced**: neither, or the paper's number does not follow from its own formula; the claim says why.
            * **not testable here**: it would take what this program has not; the claim says what.

            How a claim is computed: **counted bytes** from methods that run; **identity** of two methods that run; **formula**, a paper's model evaluated; **fit**, constants fitted, by the paper or by us, to the very numbers that are then met, which shows that these agree; **arithmetic**, a headline from other numbers that the paper prints, which shows no more; **analytic network** and **flow network**, a scenario simulated; **training**, small models under several seeds (`--train`), whose verdict is otherwise the one on record. *Confidence* says how we know that the paper says so: few of these papers could be read in full. Where it says *computed*, a number that is wanted is ours, from what the paper states, and is not printed there.

            """;

    private ClaimsPage() {}

    static String of(List<JudgedPaper> papers) {
        StringBuilder page = new StringBuilder(INTRODUCTION.stripIndent());
        page.append("**")
                .append(ClaimsText.counts(papers))
                .append("** ")
                .append(ClaimsText.madeOf(papers))
                .append('\n');
        for (JudgedPaper paper : papers) {
            page.append("\n## ").append(paper.paper().paper()).append("\n\n");
            page.append(paper.paper().citation().strip()).append(' ');
            page.append(ClaimsText.counts(paper)).append("\n\n");
            page.append("| claim | verdict | found | wanted | by |\n| --- | --- | --- | --- | --- |\n");
            for (Judgement each : paper.judgements()) {
                page.append("| [")
                        .append(each.claim().name())
                        .append("](#")
                        .append(each.claim().name());
                page.append(") | ")
                        .append(each.words())
                        .append(" | ")
                        .append(each.found())
                        .append(" | ");
                page.append(each.wanted())
                        .append(" | ")
                        .append(each.claim().by().words())
                        .append(" |\n");
            }
            paper.judgements().forEach(each -> claim(page, each));
        }
        return page.toString();
    }

    private static void claim(StringBuilder page, Judgement each) {
        page.append("\n#### ").append(each.claim().name()).append("\n\n");
        page.append(oneLine(each.claim().says())).append("\n\n");
        page.append("*Source:* ").append(oneLine(each.claim().source())).append("; ");
        page.append(oneLine(each.claim().confidence())).append(".\n");
        if (each.claim().by() != Evidence.NOT_TESTABLE) {
            page.append("\n```\n");
            each.claim().expect().forEach(line -> page.append(line).append('\n'));
            page.append("```\n");
        }
        String because = each.claim().because();
        if (because != null) {
            page.append("\n**")
                    .append(capital(each.words()))
                    .append("**: ")
                    .append(oneLine(because))
                    .append('\n');
        }
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
