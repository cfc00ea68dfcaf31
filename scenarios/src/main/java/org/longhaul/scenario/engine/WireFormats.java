package org.longhaul.scenario.engine;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Mark;
import org.longhaul.scenario.MethodSection;
import org.longhaul.scenario.ProjectAs;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.training.communicate.WireFormat;

/**
 * The number formats of a method's exchanges. What an exchange is rounded to in training is what it is charged in: the
 * format that the method's settings state for its payload, else the method's {@code wireFormat}, else that of
 * {@code projectAs}, else fp32.
 */
final class WireFormats {
    private WireFormats() {}

    /**
     * The format of every exchange for which the method's settings state none.
     *
     * @param path of the method in the scenario
     * @param findings hears of settings that contradict a stated format
     */
    static WireFormat usual(
            MethodSection section, @Nullable ProjectAs as, String path, YamlDocument.Findings findings) {
        WireFormat ofMethod = section.wireFormat();
        WireFormat ofProjection = as == null ? null : as.wireFormat();
        WireFormat stated = ofMethod == null ? ofProjection : ofMethod;
        if (stated == null) {
            return WireFormat.FP32;
        }
        String place = ofMethod == null ? "projectAs.wireFormat" : path + ".wireFormat";
        ofPayloads(section.method().settings()).forEach((name, format) -> {
            if (format != stated) {
                findings.add(
                        path + "." + name,
                        name + " (" + SettingWords.kebab(format) + ") contradicts " + place + " ("
                                + SettingWords.kebab(stated)
                                + "), which is the format of every exchange\nMaybe leave out " + place
                                + " and state the format of each payload.",
                        SettingWords.kebab(stated));
            }
        });
        return stated;
    }

    /** The formats that the settings of a method state for single payloads, by the setting's name. */
    private static Map<String, WireFormat> ofPayloads(Record settings) {
        Map<String, WireFormat> stated = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            if (SettingWords.value(component, settings) instanceof WireFormat format) {
                stated.put(component.getName(), format);
            }
        }
        return stated;
    }

    /** One line for the format that most exchanges have, and one for each method that differs from it. */
    static List<Assumption> assumptions(List<MethodPlan> methods) {
        Map<String, List<String>> byFormats = new LinkedHashMap<>();
        for (MethodPlan method : methods) {
            byFormats
                    .computeIfAbsent(inWords(method), formats -> new ArrayList<>())
                    .add(method.label());
        }
        List<Assumption> lines = new ArrayList<>();
        byFormats.forEach((formats, labels) -> lines.add(new Assumption(
                byFormats.size() == 1 ? "wire format" : "wire format of " + String.join(", ", labels),
                formats,
                Mark.STATED,
                "Every exchange is rounded to this format in training and charged in it.")));
        return lines;
    }

    /** {@code bf16}, or {@code fp32, secondMomentFormat fp16}. */
    private static String inWords(MethodPlan method) {
        WireFormat usual = method.training().wireFormat();
        StringBuilder words = new StringBuilder(SettingWords.kebab(usual));
        ofPayloads(method.section().method().settings()).forEach((name, format) -> {
            if (format != usual) {
                words.append(String.format(Locale.ROOT, ", %s %s", name, SettingWords.kebab(format)));
            }
        });
        return words.toString();
    }
}
