package org.longhaul.analysis.report;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.text.MeasureWords;

/**
 * A family of curves that the page can draw: a measure on held-out data, or the objective on the training batches.
 *
 * @param key its key in the page
 * @param measure the measure
 * @param name its name on the page, for instance {@code "validation loss"}
 * @param values its value at a point
 * @param virtualValues the value of the mean of the workers at a point
 */
record CurveChoice(
        String key,
        MeasureInfo measure,
        String name,
        Function<CurvePoint, @Nullable Double> values,
        Function<CurvePoint, @Nullable Double> virtualValues) {

    private static final String TRAINING = "training";

    /** Returns what can be drawn, the headline first and training last. */
    static List<CurveChoice> of(Measures measures) {
        List<CurveChoice> choices = new ArrayList<>();
        for (MeasureInfo measure : measures.curves()) {
            choices.add(new CurveChoice(
                    "measure:" + measure.id(),
                    measure,
                    MeasureWords.taken(measures, measure),
                    measures.values(measure.id()),
                    measures.virtualValues(measure.id())));
        }
        MeasureInfo objective = measures.objective();
        choices.add(new CurveChoice(
                TRAINING, objective, TRAINING + " " + objective.label(), CurvePoint::training, point -> null));
        return choices;
    }

    /** Returns the group of buttons that choose a family; what all names have in common stands once, before them. */
    static String controls(Measures measures) {
        List<CurveChoice> choices = of(measures);
        String common = " " + measures.headline().label();
        boolean alike = choices.stream().allMatch(choice -> choice.name().endsWith(common));
        Html html = new Html();
        html.raw("<fieldset>")
                .element(
                        "legend",
                        alike ? MeasureWords.capital(measures.headline().label()) : "Curve")
                .raw("\n");
        String checked = " checked=\"checked\"";
        for (CurveChoice choice : choices) {
            String name = choice.name();
            html.raw("<label><input type=\"radio\" name=\"y\" value=\"")
                    .text(choice.key())
                    .raw("\"" + checked + "/>")
                    .element("span", alike ? name.substring(0, name.length() - common.length()) : name)
                    .raw("</label>");
            checked = "";
        }
        return html.raw("\n</fieldset>").toString();
    }

    /** Returns what the page's script has to know: names, direction, and the targets on this axis. */
    Map<String, Object> asData(RunRecord run) {
        List<Object> targets = new ArrayList<>();
        for (Target target : run.targets()) {
            Double value = run.measures().on(measure, target);
            if (value != null && !key.equals(TRAINING)) {
                targets.add(ImmutableMap.of("label", target.label(), "value", value));
            }
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("key", key);
        data.put("axis", MeasureWords.axis(name, measure));
        data.put("higher", measure.higherIsBetter());
        data.put("share", measure.inShares());
        data.put("targets", targets);
        return data;
    }
}
