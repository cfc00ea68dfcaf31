package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.statistics.SignedRank;

/** Words of tests that tables share. */
final class MethodTests {
    private MethodTests() {}

    /** A p value: three decimals, small ones as a bound. */
    static String probability(double p) {
        return p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** Says where so few seeds cannot give a p value below a level, whatever the figures are; empty where they can. */
    static List<String> fewSeeds(int seeds, double level) {
        List<String> notes = new ArrayList<>();
        double least = SignedRank.leastPValue(seeds);
        if (least >= level) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Wilcoxon: %d seeds cannot give a p below %s, all of one sign; a p below %s takes %d seeds.",
                    seeds,
                    probability(least),
                    Double.toString(level),
                    SignedRank.leastCount(level)));
        }
        return notes;
    }
}
