package org.longhaul.analysis.report.markup;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.record.Marks;
import org.longhaul.analysis.record.RunRecord;

/** The small labels that say where figures come from. */
public final class Badges {

    private Badges() {}

    /** Returns one badge. */
    public static String of(Mark mark) {
        String name = mark.name().toLowerCase(Locale.ROOT);
        return "<span class=\"mark " + name + "\">" + name + "</span>";
    }

    /** Returns a badge for every mark that one family of figures has in the run. */
    public static String of(RunRecord run, List<Function<Marks, Mark>> families) {
        Set<Mark> marks = new TreeSet<>();
        run.methods().forEach(method -> families.forEach(family -> marks.add(family.apply(method.marks()))));
        StringBuilder badges = new StringBuilder();
        for (Mark mark : marks) {
            badges.append(of(mark));
        }
        return badges.toString();
    }
}
