package org.longhaul.training.method.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.adapt.AdaptedClients;
import org.longhaul.training.model.Model;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
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
    default void requireFit(S settings, Model model) {
        Round round = round(settings);
        if (round.objective() != null) {
            round.objective().requireFit(model);
        }
        if (round.adaptation() != null) {
            AdaptedClients.requireFit(round.adaptation(), model);
        }
    }

    @Override
    default List<RoundFigure> figures(S settings) {
        Round round = round(settings);
        List<RoundFigure> figures = new ArrayList<>();
        if (round.watch() != null) {
            figures.addAll(round.watch().figures());
        }
        if (round.adaptation() != null) {
            figures.addAll(AdaptedClients.FIGURES);
        }
        return figures;
    }

    @Override
    default @Nullable String refusesProcesses(S settings, Optimizer optimizer, Clipping clipping) {
        return round(settings).adaptation() == null
                ? null
                : "its clients adapt the server's last model, which is not sent to them, and its figures compare them all";
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
