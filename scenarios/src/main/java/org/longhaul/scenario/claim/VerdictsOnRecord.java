package org.longhaul.scenario.claim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of an earlier computation, which later ones must not fall behind: lines of name, verdict and numbers found, with
 * tabs between. Written by {@code longhaul claims --record}, never by hand.
 */
public final class VerdictsOnRecord {
    private static final String RESOURCE = "verdicts.tsv";

    private final Map<String, Entry> entries;

    private VerdictsOnRecord(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** A verdict, and the numbers that were found. */
    record Entry(ClaimVerdict verdict, String found) {}

    /** Those that ship with the program. */
    public static VerdictsOnRecord shipped() {
        return parse(ClaimCatalogue.text(RESOURCE));
    }

    /** No verdicts. */
    static VerdictsOnRecord none() {
        return new VerdictsOnRecord(Map.of());
    }

    static VerdictsOnRecord parse(String text) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                String[] parts = line.split("\t", -1);
                if (parts.length != 3) {
                    throw new IllegalArgumentException("'" + line + "' is no line of name, verdict and numbers");
                }
                entries.put(parts[0], new Entry(ClaimVerdict.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2]));
            }
        }
        return new VerdictsOnRecord(entries);
    }

    /** The entry of a claim; null when there is none. */
    @Nullable
    Entry of(String claim) {
        return entries.get(claim);
    }

    /** The text of a record with these verdicts; those that were not computed stay as they are. */
    public static String text(List<JudgedPaper> papers) {
        StringBuilder text = new StringBuilder();
        for (JudgedPaper paper : papers) {
            for (Judgement judgement : paper.judgements()) {
                ClaimVerdict verdict = judgement.verdict();
                if (verdict != null) {
                    text.append(judgement.claim().name())
                            .append('\t')
                            .append(verdict.name().toLowerCase(Locale.ROOT))
                            .append('\t')
                            .append(judgement.found())
                            .append('\n');
                }
            }
        }
        return text.toString();
    }
}
