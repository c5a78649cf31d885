using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Cgroups;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>What holds for every config.</summary>
public class SpecPropertyTests
{
    [Property(MaxTest = 500)]
    public Property A_config_written_and_read_is_the_same()
    {
        return Prop.ForAll(SpecGenerator.Documents<Config.Spec>(), spec =>
        {
            byte[] json = SpecWriter.Indented(spec, SpecJson.Default.Spec);
            return json.AsSpan().SequenceEqual(SpecWriter.Indented(SpecReader.Parse(json), SpecJson.Default.Spec));
        });
    }

    [Property(MaxTest = 500)]
    public Property A_config_is_the_same_with_metadata_and_without()
    {
        return Prop.ForAll(SpecGenerator.Documents<Config.Spec>(), spec =>
        {
            byte[] json = SpecWriter.Indented(spec, SpecJson.Default.Spec);
            Config.Spec read = JsonInput.TryRead(json, ConfigReader.ReadSpec)
                ?? throw new InvalidOperationException("left to the metadata");
            return Same(read, SpecReader.ParseByMetadata(json, SpecJson.Default.Spec));
        });
    }

    // a fact: what it counts over all documents is the last thing that it checks
    [Fact]
    public void Changed_bytes_read_without_metadata_are_what_the_metadata_reads()
    {
        byte[] template = SpecTemplate.Default(null);
        int seen = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            byte[] json = Changed(template, seed);
            if (JsonInput.TryRead(json, ConfigReader.ReadSpec) is not { } read) return true;
            seen++;
            return Same(read, SpecReader.ParseByMetadata(json, SpecJson.Default.Spec));
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000));
        Assert.True(seen > 100, "hardly ever readable: the property says nothing");
    }

    private static bool Same(Config.Spec left, Config.Spec right) =>
        SpecWriter
            .Indented(left, SpecJson.Default.Spec)
            .AsSpan()
            .SequenceEqual(SpecWriter.Indented(right, SpecJson.Default.Spec));

    private static byte[] Changed(byte[] template, int seed)
    {
        Random random = new(seed);
        byte[] json = [.. template];
        for (int i = random.Next(4); i >= 0; i--)
            json[random.Next(json.Length)] = (byte)"{}[]\",:\\0-n\xFF \n"[random.Next(14)];
        return json;
    }

    [Property(MaxTest = 500)]
    public Property A_record_written_and_read_is_the_same()
    {
        return Prop.ForAll(SpecGenerator.Documents<ContainerRecord>(), record =>
        {
            byte[] json = RecordJson.Write(new JsonText(indent: 0), record).ToArray();
            return RecordJson.Read(json) is { } read
                && JsonSerializer.Serialize(read) == JsonSerializer.Serialize(record);
        });
    }

    [Property(MaxTest = 500)]
    public Property A_state_written_and_read_is_the_same()
    {
        return Prop.ForAll(SpecGenerator.Documents<ContainerProcessState>(), state =>
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(state, SpecJson.Default.ContainerProcessState);
            ContainerProcessState read = SpecReader.ParseByMetadata(json, SpecJson.Default.ContainerProcessState);
            return json.AsSpan()
                .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(read, SpecJson.Default.ContainerProcessState));
        });
    }

    // a fact: what it counts over all documents is the last thing that it checks
    [Fact]
    public void Each_error_points_to_a_member_or_to_where_it_is_missing()
    {
        int seen = 0;
        Prop.ForAll(SpecGenerator.Documents<Config.Spec>(), spec =>
        {
            using JsonDocument document = JsonDocument.Parse(SpecWriter.Indented(spec, SpecJson.Default.Spec));
            List<SpecError> errors = SpecValidator.Validate(spec);
            seen += errors.Count;
            return errors.All(error => Leads(document.RootElement, error.Pointer));
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500));
        Assert.True(seen > 1000, "random configs are hardly ever wrong: the property says nothing");
    }

    [Property(MaxTest = 500)]
    public Property Validation_of_any_config_that_can_be_read_lists_its_mistakes()
    {
        // An exception would be a crash of create.
        return Prop.ForAll(SpecGenerator.Documents<Config.Spec>(), spec =>
            Validation.Find(spec, CgroupHost.Detect(), rootless: false) is not null
        );
    }

    [Property(MaxTest = 3000)]
    public Property Bytes_that_were_changed_are_read_or_refused_with_a_place()
    {
        byte[] template = SpecTemplate.Default(null);
        return Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            byte[] json = Changed(template, seed);
            try
            {
                SpecReader.Parse(json);
            }
            catch (SpecException error)
            {
                return error.Errors.All(one => one.Message.Contains("line", StringComparison.Ordinal));
            }
            return true;
        });
    }

    [Fact]
    public void A_document_cut_short_is_refused()
    {
        byte[] template = SpecTemplate.Default(null);
        for (int length = 0; length < template.Length; length++)
        {
            SpecError error = Assert.Single(
                Assert.Throws<SpecException>(() => SpecReader.Parse(template.AsSpan(0, length))).Errors
            );
            Assert.True(
                error.Message.StartsWith("the JSON ends before it is complete, at line", StringComparison.Ordinal)
                    || length == 0,
                $"{length}: {error}"
            );
        }
    }

    /// <summary>Whether all but the last part of <paramref name="pointer"/> is there.</summary>
    private static bool Leads(JsonElement element, string pointer)
    {
        string[] parts = [.. pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/").Replace("~0", "~"))];
        foreach (string part in parts.SkipLast(1))
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                if (!int.TryParse(part, out int index) || index >= element.GetArrayLength()) return false;
                element = element[index];
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
                return false;
        }
        return pointer.Length == 0
            || (pointer[0] == '/' && element.ValueKind is JsonValueKind.Object or JsonValueKind.Array);
    }
}
