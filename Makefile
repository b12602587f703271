# SAM's own Maven builder runs every test on each build and takes no flags, so the build is spelled out here.
.PHONY: build-ExportFunction
build-ExportFunction:
	rm -rf target/sam
	mvn -B -ntp -q -Pfunction
	mkdir -p "$(ARTIFACTS_DIR)/lib"
	cp -R target/sam/classes/. "$(ARTIFACTS_DIR)"
	cp target/sam/lib/*.jar "$(ARTIFACTS_DIR)/lib"
