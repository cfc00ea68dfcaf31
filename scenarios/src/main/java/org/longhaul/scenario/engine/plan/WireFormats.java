package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Mark;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.scenario.section.ProjectAs;
import org.longhaul.training.codec.Cast;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;

/**
 * The number formats of a method's exchanges. What an exchange is rounded to in training is what it is charged in: the
 * format that the method's settings state for its payload, else the method's {@code wireFormat}, else that of
 * {@code projectAs}, else fp32.
 */
public final class WireFormats {
    private WireFormats() {}

    /**
     * The format of every exchange for which the method's settings state none.
     *
     * @param path of the method in the scenario
     * @param findings hears of settings that contradict a stated format
     */
    public static Codec usual(
            MethodSection section, @Nullable ProjectAs as, String path, YamlDocument.Findings findings) {
        Codec ofMethod = section.wireFormat();
        Codec ofProjection = as == null ? null : as.wireFormat();
        Codec stated = ofMethod == null ? ofProjection : ofMethod;
        if (stated == null) {
            return Casts.FP32;
        }
        String place = ofMethod == null ? "projectAs.wireFormat" : path + ".wireFormat";
        Map<String, Codec> own =
                own(section.method().factory(), section.method().settings());
        if (!own.isEmpty()) {
            if (ofMethod != null) {
                findings.add(
                        place,
                        "what the method '" + section.method().id() + "' sends has a form of its own: " + words(own),
                        "no wireFormat here");
            }
            return stated;
        }
        ofPayloads(section.method()).forEach((name, format) -> {
            if (!format.equals(stated)) {
                findings.add(
                        path + "." + name,
                        name + " (" + SettingWords.of(format) + ") contradicts " + place + " ("
                                + SettingWords.of(stated)
                                + "), which is the format of every exchange\nMaybe leave out " + place
                                + " and state the format of each payload.",
                        SettingWords.of(stated));
            }
        });
        return stated;
    }

    private static <S extends Record> Map<String, Codec> own(DistributedMethodFactory<S> factory, Record settings) {
        return factory.ownFormats(factory.settingsType().cast(settings));
    }

    private static String words(Map<String, Codec> formats) {
        return formats.entrySet().stream()
                .map(each -> each.getKey() + " " + SettingWords.of(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Codec> ofPayloads(Selection<DistributedMethodFactory<?>> method) {
        return ofPayloads(method.factory(), method.settings());
    }

    private static <S extends Record> Map<String, Codec> ofPayloads(
            DistributedMethodFactory<S> factory, Record settings) {
        return factory.payloadFormats(factory.settingsType().cast(settings));
    }

    /** Whether what a method exchanges depends on the shapes of the parameters, and not on their number alone. */
    static boolean lookAtShapes(Selection<DistributedMethodFactory<?>> method, Codec usual) {
        return method.factory().looksAtShapes()
                || usual.looksAtShapes()
                || ofPayloads(method).values().stream().anyMatch(Codec::looksAtShapes);
    }

    /** One line for the format that most exchanges have, and one for each method that differs from it. */
    static List<Assumption> assumptions(List<MethodPlan> methods) {
        Map<String, List<MethodPlan>> byFormats = new LinkedHashMap<>();
        for (MethodPlan method : methods) {
            byFormats
                    .computeIfAbsent(inWords(method), formats -> new ArrayList<>())
                    .add(method);
        }
        List<Assumption> lines = new ArrayList<>();
        byFormats.forEach((formats, alike) -> lines.add(new Assumption(
                byFormats.size() == 1
                        ? "wire format"
                        : alike.stream()
                                .map(MethodPlan::label)
                                .collect(Collectors.joining(", ", "wire format of ", "")),
                formats,
                Mark.STATED,
                isOfCasts(alike.get(0))
                        ? "Every exchange is rounded to this format in training and charged in it."
                        : "Every exchange is encoded so in training, and charged what it was encoded to.")));
        return lines;
    }

    private static boolean isOfCasts(MethodPlan method) {
        return method.training().wireFormat() instanceof Cast
                && ofPayloads(method.section().method()).values().stream().allMatch(Cast.class::isInstance);
    }

    /** {@code bf16}, or {@code fp32, secondMomentFormat fp16}. */
    private static String inWords(MethodPlan method) {
        Codec usual = method.training().wireFormat();
        Map<String, Codec> own = own(
                method.section().method().factory(), method.section().method().settings());
        if (!own.isEmpty()) {
            return words(own);
        }
        StringBuilder words = new StringBuilder(SettingWords.of(usual));
        ofPayloads(method.section().method()).forEach((name, format) -> {
            if (!format.equals(usual)) {
                words.append(String.format(Locale.ROOT, ", %s %s", name, SettingWords.of(format)));
            }
        });
        return words.toString();
    }
}
