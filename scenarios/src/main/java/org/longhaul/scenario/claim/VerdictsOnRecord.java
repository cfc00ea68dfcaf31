package org.longhaul.scenario.claim;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of an earlier computation, which later ones must not fall behind: lines of name, verdict and numbers found, with
 * tabs between; of claims that rest on seeds also the numbers wanted, and a sentence for each expression. Written by {@code longhaul claims --record}, never by hand.
 */
public final class VerdictsOnRecord {
    private static final String RESOURCE = "verdicts.tsv";

    private final Map<String, Entry> entries;

    private VerdictsOnRecord(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** A verdict, the numbers that were found and wanted, and what seeds say. */
    record Entry(ClaimVerdict verdict, String found, String wanted, List<String> seeds) {
        Entry {
            seeds = List.copyOf(seeds);
        }
    }

    /** Those that ship with the program. */
    public static VerdictsOnRecord shipped() {
        return parse(ClaimCatalogue.text(RESOURCE));
    }

    /** No verdicts. */
    static VerdictsOnRecord none() {
        return new VerdictsOnRecord(Map.of());
    }

    /**
     * Those of a text as {@link #text} gives it.
     *
     * @throws IllegalArgumentException if a line is none of them
     */
    public static VerdictsOnRecord parse(String text) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                String[] parts = line.split("\t", -1);
                if (parts.length < 3 || !isVerdict(parts[1])) {
                    throw new IllegalArgumentException("'" + line + "' is no line of name, verdict and numbers");
                }
                List<String> rest = List.of(parts).subList(3, parts.length);
                entries.put(
                        parts[0],
                        new Entry(
                                ClaimVerdict.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                                parts[2],
                                rest.isEmpty() ? "" : rest.get(0),
                                rest.isEmpty() ? List.of() : rest.subList(1, rest.size())));
            }
        }
        return new VerdictsOnRecord(entries);
    }

    private static boolean isVerdict(String word) {
        return Arrays.stream(ClaimVerdict.values()).anyMatch(each -> each.name().equals(word.toUpperCase(Locale.ROOT)));
    }

    /** The entry of a claim; null when there is none. */
    @Nullable
    Entry of(String claim) {
        return entries.get(claim);
    }

    /**
     * The text of a record of all claims: the verdicts that were computed, those of other claims as they are here.
     *
     * @param all all papers, in the order in which lists show them
     * @param judged some of them, or of their claims
     */
    public String text(List<PaperClaims> all, List<JudgedPaper> judged) {
        Map<String, Entry> now = new HashMap<>(entries);
        for (JudgedPaper paper : judged) {
            for (Judgement judgement : paper.judgements()) {
                ClaimVerdict verdict = judgement.verdict();
                if (verdict != null && judgement.isComputed()) {
                    now.put(
                            judgement.claim().name(),
                            new Entry(
                                    verdict,
                                    judgement.found(),
                                    judgement.seeds().isEmpty() ? "" : judgement.wanted(),
                                    judgement.seeds()));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (PaperClaims paper : all) {
            for (PaperClaim claim : paper.claims()) {
                Entry entry = now.get(claim.name());
                if (entry != null) {
                    line(text, claim.name(), entry);
                }
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Entry entry) {
        text.append(name).append('\t');
        text.append(entry.verdict().name().toLowerCase(Locale.ROOT)).append('\t');
        text.append(entry.found());
        if (!entry.seeds().isEmpty()) {
            text.append('\t').append(entry.wanted());
            entry.seeds().forEach(each -> text.append('\t').append(each));
        }
        text.append('\n');
    }
}
