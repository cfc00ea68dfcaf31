package org.longhaul.training.weighting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.RoundFigure;

/** The figures that are told of weights, whatever finds them. */
public final class WeightFigures {
    /** Of all samples, and of each worker's. */
    public static final RoundFigure WEIGHT = new RoundFigure(
            "weight", "1", Better.HIGHER, "Mean weight of the samples since it was last told; of each worker's too.");

    /** Of each worker. */
    public static final RoundFigure PSEUDO_GRADIENT = new RoundFigure(
            "pseudo-gradient-norm",
            "1",
            Better.LOWER,
            "How far the parameters of the workers lie from those that their round began with when it ends, mean over them; of each worker too.");

    private WeightFigures() {}

    /** All figures of a weighting; none where samples simply count the same. */
    public static <S extends Record> List<RoundFigure> told(
            SampleWeightingFactory<S> factory, Record stated, List<String> domains) {
        S settings = factory.settingsType().cast(stated);
        if (factory.isPlain(settings)) {
            return List.of();
        }
        List<RoundFigure> figures = new ArrayList<>(factory.figures(settings, domains));
        figures.add(PSEUDO_GRADIENT);
        return List.copyOf(figures);
    }

    /** Of the samples of each domain, in their order; names that come to the same id are numbered. */
    public static List<RoundFigure> ofDomains(List<String> domains) {
        List<RoundFigure> figures = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String domain : domains) {
            String plain = domain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            String words = plain.replaceAll("^-|-$", "");
            String base = "weight-of-" + (words.isEmpty() ? "domain" : words);
            String id = base;
            for (int number = 2; !taken.add(id); number++) {
                id = base + "-" + number;
            }
            figures.add(new RoundFigure(
                    id,
                    "1",
                    Better.HIGHER,
                    "Mean weight of the samples of the domain " + domain + " since it was last told."));
        }
        return figures;
    }

    /**
     * Those of weights.
     *
     * @param domains names of the domains that are told apart; empty for none
     */
    static List<RoundFigure> of(List<String> domains) {
        List<RoundFigure> figures = new ArrayList<>(List.of(WEIGHT));
        figures.addAll(ofDomains(domains));
        return figures;
    }
}
