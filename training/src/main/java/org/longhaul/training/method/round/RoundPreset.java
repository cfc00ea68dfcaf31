package org.longhaul.training.method.round;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.server.RoundWatch;
import org.longhaul.training.model.Model;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.RoundFigure;

/**
 * A method that is a {@link Round} with a name: its file holds the settings and what they are put together to.
 *
 * @param <S> settings record
 */
public interface RoundPreset<S extends Record> extends DistributedMethodFactory<S> {
    /** What the method is made of under some settings. */
    Round round(S settings);

    @Override
    default Map<String, String> parts(S settings) {
        return round(settings).parts();
    }

    @Override
    default List<RoundFigure> figures(S settings) {
        RoundWatch watch = round(settings).watch();
        return watch == null ? List.of() : watch.figures();
    }

    @Override
    default void requireFit(S settings, Model model) {
        LocalObjective objective = round(settings).objective();
        if (objective != null) {
            objective.requireFit(model);
        }
    }

    @Override
    default DistributedMethod create(S settings, Replicas replicas) {
        return round(settings).on(replicas);
    }

    @Override
    default @Nullable String refusesMembership(S settings) {
        return round(settings).refusesMembership();
    }

    @Override
    default DistributedMethod create(S settings, Replicas replicas, Membership membership) {
        return round(settings).on(replicas, membership);
    }
}
