package org.longhaul.scenario.engine.planner;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.training.model.Model;
import org.longhaul.training.weighting.SampleWeightingFactory;

/** What the samples of each method count for, and whether that goes with the rest of the scenario. */
final class WeightingCheck {
    private final Scenario scenario;
    private final YamlDocument.Findings findings;

    WeightingCheck(Scenario scenario, YamlDocument.Findings findings) {
        this.scenario = scenario;
        this.findings = findings;
    }

    /** The method's own, or the scenario's. */
    Selection<SampleWeightingFactory<?>> of(MethodSection section) {
        return section.weighting() == null ? scenario.training().weighting() : section.weighting();
    }

    /** The same; null where samples simply count the same. */
    @Nullable
    Selection<SampleWeightingFactory<?>> unlessPlain(MethodSection section) {
        return Made.isPlain(of(section)) ? null : of(section);
    }

    /**
     * Adds what is wrong to the findings.
     *
     * @param isOpen whether workers come and go
     * @param path of the method
     */
    void check(MethodSection section, Model model, boolean usesData, boolean isOpen, String path) {
        Selection<SampleWeightingFactory<?>> weighting = unlessPlain(section);
        if (weighting == null) {
            return;
        }
        boolean hasText = usesData && scenario.data().dataset() == null;
        try {
            Made.requireFit(weighting, section.method().factory(), model, hasText, scenario.data(), isOpen);
        } catch (IllegalArgumentException e) {
            findings.add(
                    section.weighting() == null ? "training.weighting" : path + ".weighting",
                    String.valueOf(e.getMessage()),
                    null);
        }
    }
}
