package org.longhaul.simulator.collective;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;

/**
 * Hierarchical all-reduce: reduce-scatter inside every site, all-reduce of each part between sites, all-gather inside.
 *
 * <p>With groups of one size, parts move on rings; with unequal sizes there are as many parts as the smallest group has
 * ranks, and a group's ranks exchange them with their owners directly. With two levels, sites are joined within a region
 * first and regions last.
 *
 * <p><b>Cost.</b> G sites of n ranks: 2(n−1)(a_in + S/(n·B_in)) + 2(G−1)(a_out + S/(G·n·B_share)), where B_share is what
 * one of the n concurrent rings gets of the line between sites.
 *
 * @see <a href="https://arxiv.org/abs/1807.11205">Jia et al., "Highly scalable deep learning training system with
 *     mixed-precision", 2018, section 4.3 (hierarchical all-reduce)</a>
 */
final class Hierarchical implements Collective {

    static final String ID = "hierarchical";

    private final Settings settings;

    Hierarchical(Settings settings) {
        this.settings = settings;
    }

    /** What forms a group. */
    enum Levels {
        /** Sites. */
        SITE,
        /** Sites, and regions of sites. */
        SITE_AND_REGION
    }

    /** Settings of {@link Hierarchical}. */
    record Settings(
            @JsonProperty(defaultValue = "site")
                    @JsonPropertyDescription(
                            "groups: site (inside a site, then between sites) or site-and-region (three levels)")
                    Levels levels) {}

    /** Registers {@link Hierarchical}. */
    @SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
    @AutoService(CollectiveFactory.class)
    public static final class Factory implements CollectiveFactory<Settings> {

        @Override
        public String id() {
            return ID;
        }

        @Override
        public String description() {
            return "Sums are formed inside each site first, then between sites, then spread inside: least traffic between sites.";
        }

        @Override
        public String source() {
            return "Jia et al., Highly scalable deep learning training system with mixed-precision, 2018, section 4.3";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaults() {
            return new Settings(Levels.SITE);
        }

        @Override
        public Collective create(Settings settings) {
            return new Hierarchical(settings);
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        return new GroupTree(call, settings.levels == Levels.SITE_AND_REGION).plan();
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        GroupTree tree = new GroupTree(call, settings.levels == Levels.SITE_AND_REGION);
        double seconds = 0;
        double bytes = call.bytes();
        for (int level = 0; level < tree.levels(); level++) {
            int parts = tree.parts(level);
            int largest = tree.largest(level);
            boolean inner = level == 0 && tree.levels() > 1;
            double part = bytes / parts;
            if (largest > 1) {
                double round = largest == parts ? part : part * (largest - 1.0);
                double one = inner ? cost.transfer(round) : cost.outerTransfer(round);
                seconds += 2 * (largest == parts ? parts - 1 : 1) * one;
            }
            bytes = part;
        }
        return seconds;
    }

    @Override
    public boolean isClosedFormExact(CollectiveCall call) {
        return new GroupTree(call, settings.levels == Levels.SITE_AND_REGION).isRegular();
    }
}
