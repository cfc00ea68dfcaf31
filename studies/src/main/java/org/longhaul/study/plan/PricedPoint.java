package org.longhaul.study.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.study.plan.point.MethodFigures;
import org.longhaul.study.price.Bill;

/**
 * A point with everything that it takes.
 *
 * @param caseName the plan's case; empty where it has none
 * @param source the run or scenario
 * @param method label
 * @param bitsPerSecond bandwidth of the line that the plan is about; null where it is not plain
 * @param choices what is chosen besides, by key
 * @param seconds time until the target
 * @param utilisation share of it spent computing
 * @param dollars money; null where nothing is priced
 * @param items what the money is for
 * @param bytes bytes that all workers' hosts send
 * @param kilowattHours energy of the accelerators; null where no power is known
 * @param quality what the training comes to; null where nothing was trained
 * @param measure name of the measure that this is of
 */
record PricedPoint(
        String caseName,
        String source,
        String method,
        @Nullable Double bitsPerSecond,
        Map<String, String> choices,
        double seconds,
        double utilisation,
        @Nullable Double dollars,
        List<Bill.Item> items,
        double bytes,
        @Nullable Double kilowattHours,
        @Nullable Double quality,
        @Nullable String measure) {

    PricedPoint {
        items = List.copyOf(items);
    }

    static PricedPoint of(PlanLab lab, Candidate candidate, Bill bill) {
        MethodFigures figures = lab.figures(candidate);
        return new PricedPoint(
                candidate.caseName(),
                lab.sources().get(candidate.source()).name(),
                candidate.method(),
                lab.bandwidth(candidate),
                candidate.choices(),
                figures.seconds() == null ? Double.POSITIVE_INFINITY : figures.seconds(),
                figures.utilisation(),
                bill.dollars(),
                bill.items(),
                figures.sentBytes(),
                bill.kilowattHours(),
                figures.quality(),
                figures.measure());
    }
}
