package org.longhaul.scenario.command.claim;

import java.util.List;
import org.longhaul.scenario.claim.ClaimVerdict;
import org.longhaul.scenario.claim.Evidence;
import org.longhaul.scenario.claim.JudgedPaper;
import org.longhaul.scenario.claim.Judgement;

/** The page of all claims. */
final class ClaimsPage {
    private static final String INTRODUCTION =
            """
            # What the papers claim, and whether it holds here

            `longhaul claims --write docs/claims.md` computes this page, `longhaul claims --only NAME` one paper or claim of it. No verdict is typed. Each follows from the expressions under its claim, written like a scenario's `claims:`; they speak of methods that run here, or of a paper's model with stated symbols. `longhaul claims` ends with exit code 1 when a verdict gets worse than the one on record.

            * **reproduced**: every number is met within the stated tolerance.
            * **direction only**: the numbers are not met, and yet it goes the way that the paper says.
            * **not settled**: trained under several seeds, which settle neither that it holds nor that it does not.
            * **not reproduced**: neither, or the paper's number does not follow from its own formula; the claim says why.
            * **not testable here**: it would take what this program has not; the claim says what.

            How a claim is computed:

            * **counted bytes**: of methods that run.
            * **identity**: two methods that run end with the same loss.
            * **formula**: a paper's model is evaluated.
            * **fit**: constants or rules are fitted, by the paper or by us, to the very numbers that are then met, which shows that these agree.
            * **arithmetic**: a headline follows from other numbers that the paper prints, which shows no more.
            * **analytic network**, **flow network**: a scenario is simulated.
            * **training**: small models are trained under five seeds or more, or under as many as the claim says where a training takes minutes; only with `--train`, else the verdict is the one on record. Found and wanted are means ± standard deviations over the seeds. An expression holds only where the 95 % interval of the paired difference between its sides, seed by seed, lies wholly where it should. Where the interval says neither and some seeds say one thing, some another, it *flips between seeds*, whatever the means are.

            The confidence, after the source, says how we know that the paper says so: few of these papers could be read in full. Where it says *computed*, a number that is wanted is ours, from what the paper states, and is not printed there.

            """;

    private ClaimsPage() {}

    static String of(List<JudgedPaper> papers) {
        StringBuilder page = new StringBuilder(INTRODUCTION.stripIndent());
        page.append("**")
                .append(ClaimsText.counts(papers))
                .append("** ")
                .append(ClaimsText.madeOf(papers))
                .append("\n\n");
        overview(page, papers);
        unmet(page, papers);
        for (JudgedPaper paper : papers) {
            page.append("\n## ").append(paper.paper().paper()).append("\n\n");
            page.append(paper.paper().citation().strip()).append(' ');
            page.append(ClaimsText.counts(paper))
                    .append(" What runs, and the symbols of models: ")
                    .append(file(paper.paper().paper()))
                    .append(".\n\n");
            page.append("| claim | verdict | found | wanted | by |\n| --- | --- | --- | --- | --- |\n");
            for (Judgement each : paper.judgements()) {
                page.append("| ").append(link(each.claim().name())).append(" | ");
                page.append(each.words()).append(" | ").append(each.found()).append(" | ");
                page.append(each.wanted())
                        .append(" | ")
                        .append(each.claim().by().words())
                        .append(" |\n");
            }
            paper.judgements().forEach(each -> claim(page, each));
        }
        return page.toString();
    }

    /** How many claims of each paper have which verdict. */
    private static void overview(StringBuilder page, List<JudgedPaper> papers) {
        page.append("| paper | claims |");
        for (ClaimVerdict verdict : ClaimVerdict.values()) {
            page.append(' ').append(verdict.words()).append(" |");
        }
        page.append(" not computed yet |\n| --- | ---: |")
                .append(" ---: |".repeat(ClaimVerdict.values().length + 1))
                .append('\n');
        for (JudgedPaper paper : papers) {
            page.append("| ").append(link(paper.paper().paper()));
            long open = paper.judgements().size();
            page.append(" | ").append(open).append(" |");
            for (ClaimVerdict verdict : ClaimVerdict.values()) {
                open -= paper.count(verdict);
                page.append(' ').append(paper.count(verdict)).append(" |");
            }
            page.append(' ').append(open).append(" |\n");
        }
    }

    /** What was computed and is not met, with the reasons. */
    private static void unmet(StringBuilder page, List<JudgedPaper> papers) {
        page.append("\n## What is not met\n\n");
        for (JudgedPaper paper : papers) {
            for (Judgement each : paper.judgements()) {
                String because = each.because();
                if (because != null && each.verdict() != ClaimVerdict.NOT_TESTABLE) {
                    page.append("* ").append(link(each.claim().name())).append(", ");
                    page.append(each.words())
                            .append(": ")
                            .append(oneLine(because))
                            .append('\n');
                }
            }
        }
    }

    /** A link to a heading of the page. */
    private static String link(String heading) {
        return "[" + heading + "](#" + heading + ")";
    }

    /** A link to the file of a paper. */
    private static String file(String paper) {
        return "[" + paper + ".yaml](../scenarios/src/main/resources/org/longhaul/scenario/claim/" + paper + ".yaml)";
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
        if (!each.seeds().isEmpty()) {
            page.append('\n');
            each.seeds().forEach(line -> page.append("* ").append(line).append('\n'));
        }
        String because = each.because();
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
