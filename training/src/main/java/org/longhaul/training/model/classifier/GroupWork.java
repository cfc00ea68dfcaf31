package org.longhaul.training.model.classifier;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.ParameterGroup;

/**
 * One layer of a classifier.
 *
 * @param name group
 * @param elements trained elements
 * @param flops operations of the forward pass of one example
 */
record GroupWork(String name, long elements, double flops) {
    static double flops(List<GroupWork> all) {
        double sum = 0;
        for (GroupWork work : all) {
            sum += work.flops;
        }
        return sum;
    }

    static List<ParameterGroup> groups(List<GroupWork> all) {
        double sum = flops(all);
        List<ParameterGroup> groups = new ArrayList<>();
        for (GroupWork work : all) {
            groups.add(new ParameterGroup(work.name, work.elements, work.flops / sum));
        }
        return List.copyOf(groups);
    }
}
