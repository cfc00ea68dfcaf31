package org.longhaul.analysis;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of the module may use which: records know nothing, statistics only records, the rest builds on both. */
@AnalyzeClasses(packages = "org.longhaul.analysis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("record")
            .definedBy("..analysis.record..")
            .layer("statistics")
            .definedBy("..analysis.statistics..")
            .layer("text")
            .definedBy("..analysis.text..")
            .layer("store")
            .definedBy("..analysis.store..")
            .layer("timeline")
            .definedBy("..analysis.timeline..")
            .layer("claim")
            .definedBy("..analysis.claim..")
            .layer("report")
            .definedBy("..analysis.report..")
            .layer("figure")
            .definedBy("..analysis.figure..")
            .whereLayer("record")
            .mayNotAccessAnyLayer()
            .whereLayer("statistics")
            .mayOnlyAccessLayers("record")
            .whereLayer("text")
            .mayOnlyAccessLayers("record", "statistics", "claim")
            .whereLayer("store")
            .mayOnlyAccessLayers("record", "text")
            .whereLayer("timeline")
            .mayOnlyAccessLayers("record")
            .whereLayer("claim")
            .mayOnlyAccessLayers("record", "statistics")
            .whereLayer("report")
            .mayOnlyAccessLayers("record", "statistics", "text", "claim")
            .whereLayer("figure")
            .mayOnlyAccessLayers("record", "statistics", "text", "report");
}
