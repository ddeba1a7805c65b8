"""The manifests fit Kubernetes' schemas, our settings and commands, and a service that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import kubernetes_validate
import pytest
import yaml

from handbook import commands
from tests.house.processes import CHECKOUT
from tests.servers.stack import NEEDS_THE_STACK, WholeStack
from tvdbproxy.settings import SECTIONS
from tvdbproxy.web.serving import server
from workers.run import STOP_MILLISECONDS

FOLDER = CHECKOUT / "deploy/kubernetes"
VERSION = kubernetes_validate.latest_version()
SETTINGS = {
    name.upper(): field for s in SECTIONS.values() for name, field in s.model_fields.items()
}
MEBIBYTES = {"Mi": 1, "Gi": 1024}


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name != "kustomization.yaml":
            for document in yaml.safe_load_all(file.read_text()):
                yield f"{file.name}:{document['kind']}", document


DOCUMENTS = dict(documents())
PODS = {
    name: document["spec"]["template"]["spec"]
    for name, document in DOCUMENTS.items()
    if "template" in document.get("spec", {})
}
CONTAINERS = [
    pytest.param(container, id=f"{name}:{container['name']}")
    for name, pod in PODS.items()
    for container in [*pod.get("initContainers", []), *pod["containers"]]
]
WEB = PODS["web.yaml:Deployment"]["containers"][0]


def variables(name: str) -> dict[str, str]:
    lines = (FOLDER / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def seconds(probe: dict[str, Any]) -> int:
    return int(probe["periodSeconds"]) * int(probe["failureThreshold"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_manifest_is_what_kubernetes_takes(name: str) -> None:
    kubernetes_validate.validate(DOCUMENTS[name], VERSION, strict=True)


def test_a_misspelt_word_would_be_found() -> None:
    wrong = {**DOCUMENTS["web.yaml:Service"], "specs": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_everything_in_the_folder_is_applied() -> None:
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    files = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files
    assert kustomization["images"][0]["name"] == "tvdbproxy"


@pytest.mark.parametrize("name", ["config.env", "secret.env.example"])
def test_every_variable_is_a_setting(name: str) -> None:
    assert variables(name)
    assert sorted(set(variables(name)) - set(SETTINGS)) == []


def test_no_secret_is_committed() -> None:
    assert not set(variables("config.env")) & set(variables("secret.env.example"))
    values = variables("secret.env.example").values()
    assert all(not value or "password" in value for value in values)
    assert "/deploy/kubernetes/secret.env" in (CHECKOUT / ".gitignore").read_text().split()


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_container_runs_a_command_of_ours_with_our_settings(container: dict[str, Any]) -> None:
    assert re.search(r'^ENTRYPOINT \["tvdbproxy"\]$', (CHECKOUT / "Dockerfile").read_text(), re.M)
    assert " ".join(container["args"]) in commands.names()
    assert "command" not in container
    assert container["image"] == "tvdbproxy"
    assert container["envFrom"] == [
        {"configMapRef": {"name": "tvdbproxy"}},
        {"secretRef": {"name": "tvdbproxy"}},
    ]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_container_can_write_temporary_files_and_nothing_else(container: dict[str, Any]) -> None:
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_as_the_user_of_the_image(name: str) -> None:
    pod = PODS[name]
    uid = re.search(r"useradd .*--uid (\d+)", (CHECKOUT / "Dockerfile").read_text())
    assert uid is not None
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == int(uid[1])
    assert list(pod["volumes"][0])[1] == "emptyDir"
    assert not pod["automountServiceAccountToken"]


def test_every_port_is_the_one_that_is_listened_on() -> None:
    (port,) = WEB["ports"]
    assert str(port["containerPort"]) == variables("config.env")["PORT"]
    assert variables("config.env")["HOST"] == "0.0.0.0"
    (served,) = DOCUMENTS["web.yaml:Service"]["spec"]["ports"]
    assert served["targetPort"] == port["name"]
    (rule,) = DOCUMENTS["ingress.yaml:Ingress"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"] == {"name": "web", "port": {"name": served["name"]}}
    host = DOCUMENTS["ingress.yaml:Ingress"]["spec"]["tls"][0]["hosts"][0]
    assert (
        variables("config.env")["PUBLIC_BASE_URL"] == f"https://{host}" == f"https://{rule['host']}"
    )


def test_selectors_find_the_pods_that_they_are_for() -> None:
    pods = {
        name: document["spec"]["template"]["metadata"]["labels"]
        for name, document in DOCUMENTS.items()
        if "template" in document.get("spec", {})
    }
    assert len({tuple(labels.items()) for labels in pods.values()}) == len(pods)
    for name, document in DOCUMENTS.items():
        if document["kind"] == "Deployment":
            assert document["spec"]["selector"]["matchLabels"] == pods[name]
    web = pods["web.yaml:Deployment"]
    assert DOCUMENTS["web.yaml:Service"]["spec"]["selector"] == web
    assert DOCUMENTS["web.yaml:PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == web


@NEEDS_THE_STACK
@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_a_probe_is_answered_by_a_service_that_runs(probe: str, whole_stack: WholeStack) -> None:
    asked = WEB[probe]["httpGet"]
    assert asked["port"] == WEB["ports"][0]["name"]
    assert urlopen(whole_stack.base_url + asked["path"]).status == 200


def test_a_start_may_take_as_long_as_a_reload_waits_for_one() -> None:
    assert seconds(WEB["startupProbe"]) >= server._START_SECONDS


def test_who_is_asked_to_stop_has_the_time_that_it_takes() -> None:
    pause = int(WEB["lifecycle"]["preStop"]["exec"]["command"][1])
    web, worker = PODS["web.yaml:Deployment"], PODS["worker.yaml:Deployment"]
    assert web["terminationGracePeriodSeconds"] > pause + server._STOP_SECONDS
    assert worker["terminationGracePeriodSeconds"] > STOP_MILLISECONDS / 1000


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_memory_is_enough_for_all_children_that_decode(name: str) -> None:
    (container,) = PODS[f"{name}.yaml:Deployment"]["containers"]
    number, unit = re.fullmatch(r"(\d+)(\w+)", container["resources"]["limits"]["memory"]).groups()
    children = SETTINGS["IMAGE_CHILDREN"].default * SETTINGS["IMAGE_CHILD_MEMORY_MB"].default
    caches = SETTINGS["HOT_CACHE_MB"].default + SETTINGS["CATALOGUE_MEMORY_MB"].default
    assert int(number) * MEBIBYTES[unit] >= children + caches + 100


def test_a_rollout_takes_no_web_pod_away_before_another_one_is_ready() -> None:
    spec = DOCUMENTS["web.yaml:Deployment"]["spec"]
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert spec["replicas"] > DOCUMENTS["web.yaml:PodDisruptionBudget"]["spec"]["minAvailable"]
