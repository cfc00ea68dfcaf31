package org.longhaul.study.plan.point;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.file.YamlDocument;

/** Where the figures of points come from. */
public interface PointSource {

    /** Which run or scenario it is, for people. */
    String name();

    /** The scenario. */
    YamlDocument document();

    /**
     * Checks that some changes can be made.
     *
     * @throws IllegalArgumentException if a change leads nowhere
     * @throws org.longhaul.scenario.file.InvalidFileException if the changed scenario cannot be run
     * @throws org.longhaul.scenario.engine.simulation.ReplayRefusedException if recorded trainings do not serve
     */
    void check(ScenarioChanges changes);

    /** Labels of the methods. */
    List<String> methods();

    /**
     * The figures of a method under some changes of the scenario.
     *
     * @param seed master seed; null for all that there are
     * @throws IllegalArgumentException if a change leads nowhere
     * @throws org.longhaul.scenario.file.InvalidFileException if the changed scenario cannot be run
     * @throws org.longhaul.scenario.engine.simulation.ReplayRefusedException if a recorded training does not serve
     */
    MethodFigures figures(ScenarioChanges changes, String method, @Nullable Long seed);

    /** Whether schedules are followed, so that periods, workers and models may change. */
    boolean isOfSchedules();
}
