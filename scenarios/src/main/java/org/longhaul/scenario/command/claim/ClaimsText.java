package org.longhaul.scenario.command.claim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;
import org.longhaul.scenario.claim.ClaimVerdict;
import org.longhaul.scenario.claim.Evidence;
import org.longhaul.scenario.claim.JudgedPaper;
import org.longhaul.scenario.claim.Judgement;

/** The verdicts on the terminal: a table for each paper, then the reasons, then the counts. */
final class ClaimsText {
    private final List<JudgedPaper> papers;

    ClaimsText(List<JudgedPaper> papers) {
        this.papers = papers;
    }

    String render(TextTable.Style style, int width) {
        StringBuilder text = new StringBuilder();
        for (JudgedPaper paper : papers) {
            TextTable table = new TextTable(List.of(
                    new TextTable.Column(paper.paper().paper(), false, false),
                    new TextTable.Column("verdict", false, false),
                    TextTable.Column.text("found"),
                    TextTable.Column.text("wanted"),
                    TextTable.Column.text("by")));
            for (Judgement each : paper.judgements()) {
                table.row(List.of(
                        each.claim().name(),
                        each.words(),
                        each.found(),
                        each.wanted(),
                        each.claim().by().words()));
            }
            text.append(table.render(style, width));
            for (Judgement each : paper.judgements()) {
                for (String sentence : each.seeds()) {
                    text.append(WrappedText.of("  " + each.claim().name() + ": ", "    ", sentence, width));
                }
                String because = each.because();
                if (because != null) {
                    String line = because.strip().replaceAll("\\s+", " ");
                    text.append(WrappedText.of("  " + each.claim().name() + ": ", "    ", line, width));
                }
            }
            text.append('\n');
        }
        return text.append(WrappedText.of("", "", counts(papers) + " " + madeOf(papers), width))
                .toString();
    }

    /** What the reproduced are made of, so that nobody takes all of them for measurements. */
    static String madeOf(List<JudgedPaper> papers) {
        Map<Evidence, Integer> counts = new EnumMap<>(Evidence.class);
        int runs = 0;
        int all = 0;
        for (JudgedPaper paper : papers) {
            for (Judgement each : paper.judgements()) {
                if (each.verdict() == ClaimVerdict.REPRODUCED) {
                    counts.merge(each.claim().by(), 1, Integer::sum);
                    runs += each.claim().by().isRun() ? 1 : 0;
                    all++;
                }
            }
        }
        List<String> made = new ArrayList<>();
        List<String> other = new ArrayList<>();
        counts.forEach((by, count) -> (by.isRun() ? made : other).add(count + " by " + by.words()));
        if (runs > 0) {
            other.add(0, runs + " by methods that ran (" + String.join(", ", made) + ")");
        }
        return all == 0 ? "" : "Of the reproduced, " + String.join(", ", other) + ".";
    }

    /** How many there are of each verdict, in a sentence. */
    static String counts(List<JudgedPaper> papers) {
        List<Judgement> all =
                papers.stream().flatMap(paper -> paper.judgements().stream()).toList();
        return claims(all) + " of " + papers.size() + (papers.size() == 1 ? " paper: " : " papers: ") + verdicts(all);
    }

    /** The same of one paper, under its name. */
    static String counts(JudgedPaper paper) {
        return claims(paper.judgements()) + ": " + verdicts(paper.judgements());
    }

    private static String claims(List<Judgement> judgements) {
        return judgements.size() + (judgements.size() == 1 ? " claim" : " claims");
    }

    private static String verdicts(List<Judgement> judgements) {
        Map<ClaimVerdict, Integer> counts = new EnumMap<>(ClaimVerdict.class);
        int open = 0;
        for (Judgement each : judgements) {
            if (each.verdict() == null) {
                open++;
            } else {
                counts.merge(each.verdict(), 1, Integer::sum);
            }
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((verdict, count) -> parts.add(count + " " + verdict.words()));
        if (open > 0) {
            parts.add(open + " not computed yet");
        }
        return String.join(", ", parts) + ".";
    }

    /** How far a verdict fell behind the one on record. */
    static String fall(Judgement worse) {
        return worse.claim().name() + " is " + worse.words() + ", on record it is "
                + (worse.recorded() == null ? "nothing" : worse.recorded().words()) + ": "
                + (worse.seeds().isEmpty()
                        ? "found " + worse.found() + ", wanted " + worse.wanted()
                        : String.join("; ", worse.seeds()));
    }
}
