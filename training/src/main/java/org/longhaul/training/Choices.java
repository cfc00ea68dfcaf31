package org.longhaul.training;

import java.util.List;
import org.longhaul.extension.Extension;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.Model;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.schedule.Schedule;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.task.RoundFigure;

/** What factories make of settings that must be of their type. */
final class Choices {
    private Choices() {}

    static <S extends Record> Optimizer optimizer(OptimizerFactory<S> factory, Record settings) {
        return factory.create(cast(factory, settings));
    }

    static <S extends Record> Schedule schedule(ScheduleFactory<S> factory, Record settings, long steps) {
        return factory.create(cast(factory, settings), steps);
    }

    static <S extends Record> Model model(DistributedMethodFactory<S> factory, Record settings, Model named) {
        return factory.model(cast(factory, settings), named);
    }

    static <S extends Record> List<RoundFigure> figures(DistributedMethodFactory<S> factory, Record settings) {
        return factory.figures(cast(factory, settings));
    }

    static <S extends Record> S cast(Extension<S> extension, Record settings) {
        if (!extension.settingsType().isInstance(settings)) {
            throw new IllegalArgumentException("settings of " + extension.id() + " must be a "
                    + extension.settingsType().getName() + ", found " + settings + ".");
        }
        return extension.settingsType().cast(settings);
    }
}
